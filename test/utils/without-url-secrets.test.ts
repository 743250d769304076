import { expect, it } from 'vitest';
import { withoutUrlSecrets } from '../../src/utils/without-url-secrets.ts';

it.each([
  ['http://api.test/openapi.json cannot be read', 'http://api.test/openapi.json cannot be read'],
  ['https://u:p@api.test/x?a=1 is down', 'https://[redacted]@api.test/x?a=[redacted] is down'],
  ['http://a/x?wsdl&key=k/%20:7&n=5: error', 'http://a/x?wsdl&key=[redacted]&n=[redacted]: error'],
  ['http://a/x?token=t:12:3: error: no', 'http://a/x?token=[redacted]:12:3: error: no'],
  ['"http://a/x?token=t" and http://b/?k=v.', '"http://a/x?token=[redacted]" and http://b/?k=[redacted].'],
  ['redis://:secret@cache:6379/0', 'redis://[redacted]@cache:6379/0'],
  ['http://a/x?token=a=b#part', 'http://a/x?token=[redacted]#part'],
  ['a?b=c and mail@host stay', 'a?b=c and mail@host stay'],
])('%s', (text, shown) => {
  expect(withoutUrlSecrets(text)).toBe(shown);
});
