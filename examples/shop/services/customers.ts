import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { listen } from 'soap';
import { type Customer, createCustomers } from './customers-data.ts';
import { listenOnLoopback } from './listen.ts';
import type { StartService } from './service.ts';

const WSDL = fileURLToPath(new URL('../../../schemas/customers.wsdl', import.meta.url));
const PATH = '/customers';

/** Customers over SOAP 1.1: `schemas/customers.wsdl` on the `soap` package's server. */
export const startCustomers: StartService = async (port, counted) => {
  const customers = createCustomers();

  const find = (id: string): Customer => {
    const customer = customers.get(id);
    if (customer === undefined) throw fault(`There is no customer ${id}.`, id, 'unknown-customer');
    return customer;
  };

  const getCustomer = async ({ id }: { id: string }) => ({ customer: toWire(find(id)) });

  const getCustomers = async (input: { ids?: string | string[] } | null) => ({
    customers: listOf(input?.ids).flatMap((id) => {
      const customer = customers.get(id);
      return customer === undefined ? [] : [toWire(customer)];
    }),
  });

  const updateEmail = async ({ id, email }: { id: string; email: unknown }) => {
    const customer = find(id);
    const text = typeof email === 'string' && email !== '' ? email : null;
    if (text !== null && !/^\S+@\S+$/.test(text)) throw fault('This is no e-mail address.', id, 'invalid-email');
    customer.email = text;
    return { customer: toWire(customer) };
  };

  const operations = { GetCustomer: getCustomer, GetCustomers: getCustomers, UpdateEmail: updateEmail };
  const server = createServer((_request, response) => response.writeHead(404).end());
  const services = { Customers: { CustomersPort: operations } };
  listen(server, PATH, services, await readFile(WSDL, 'utf8')).on('request', counted);
  const taken = await listenOnLoopback(server, port);
  return { url: `http://127.0.0.1:${taken}${PATH}`, port: taken };
};

/** The same id asked twice is one customer; a repeated element that occurs once is no list here. */
const listOf = (ids: string | string[] | undefined): string[] => [...new Set(ids === undefined ? [] : [ids].flat())];

/** The elements in the order of the schema, with its prefixes: the server writes what it is given. */
const toWire = ({ id, since, name, email, tier, address, phones, creditLimit }: Customer): Record<string, unknown> => ({
  attributes: { id, since },
  'party:name': name,
  'party:email': email ?? NIL,
  'party:tier': tier,
  'party:address': {
    'party:street': address.street,
    'party:city': address.city,
    'party:postalCode': address.postalCode,
    'party:country': address.country,
  },
  'party:phones': phones.map(({ kind, number }) => ({ attributes: { kind }, $value: number })),
  ...(creditLimit === undefined ? undefined : { 'party:creditLimit': creditLimit }),
});

const NIL = { attributes: { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:nil': 'true' } };

const fault = (faultstring: string, customerId: string, reason: string): unknown => ({
  Fault: {
    faultcode: 'soap:Client',
    faultstring,
    detail: { CustomerProblem: { attributes: { xmlns: 'urn:shop:customers' }, customerId, reason } },
    statusCode: 500,
  },
});
