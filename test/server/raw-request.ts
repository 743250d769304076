import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends bytes as they are and resolves to all that came back. */
export async function rawRequest(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
  socket.write(bytes.replace(/\r\n\r\n$/, '\r\nconnection: close\r\n\r\n'));
  return text(socket);
}
