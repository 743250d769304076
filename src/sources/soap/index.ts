import { defineSource, type SourceDefinition } from '../source-definition.ts';
import { connect } from './connector.ts';
import { describe } from './describe.ts';
import type { SoapOptions } from './options.ts';
import { translate } from './translate.ts';

const define = defineSource({ kind: 'soap', describe, translate, connect });

/**
 * A SOAP service by its WSDL: `crm: soap('./customers.wsdl', { endpoint: env('CRM_URL') })`. `location` is a path or a URL; without
 * an endpoint the WSDL's own address is called.
 */
export function soap(location: string, options: Omit<SoapOptions, 'description'> = {}): SourceDefinition<SoapOptions> {
  return define({ ...options, description: location });
}
