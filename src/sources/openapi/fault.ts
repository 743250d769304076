/** Foreign errors of this kind are HTTP statuses, which all kinds over HTTP read alike. */
export { fromStatus, malformed } from '../shared/http-status-fault.ts';
