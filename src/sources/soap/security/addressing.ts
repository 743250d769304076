import { WSA } from '../xml/namespaces.ts';
import { escapeText } from '../xml/xml-text.ts';

/** Headers of WS-Addressing 1.0 for a request whose answer comes on the same connection. */
export function addressingHeaders(to: string, action: string, messageId: string): string {
  return (
    `<wsa:Action xmlns:wsa="${WSA}">${escapeText(action)}</wsa:Action>` +
    `<wsa:To xmlns:wsa="${WSA}">${escapeText(to)}</wsa:To>` +
    `<wsa:MessageID xmlns:wsa="${WSA}">${messageId}</wsa:MessageID>` +
    `<wsa:ReplyTo xmlns:wsa="${WSA}"><wsa:Address>${WSA}/anonymous</wsa:Address></wsa:ReplyTo>`
  );
}
