/** Arguments -> request, response -> value: the two ends of this kind's codec. Everything below `codec/` serves them. */
export { type EncodedBody, encodeRequest } from './codec/request.ts';
export { ResponseReader } from './codec/response.ts';
