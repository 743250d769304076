import * as graphql from 'graphql';

import { shield } from '../execution/permissions/shield.ts';
import { openGateway, unreadableSources } from '../gateway.ts';
import * as interlace from '../index.ts';
import { SOURCE_KINDS } from '../sources/source-kinds.ts';
import type { GatewayRuntime } from './composition.ts';

const modules = {
  interlace,
  graphql,
  /** Loaded when a file imports it: it brings half a megabyte of scripts along. */
  get 'graphql-shield'() {
    return shield();
  },
};

/** Everything that runs a gateway. Import it only to run one: it loads the whole package. */
export const gatewayRuntime: GatewayRuntime = {
  kinds: SOURCE_KINDS,
  modules,
  check: unreadableSources,
  open: (config, options) => openGateway(config, { ...options, modules }),
};
