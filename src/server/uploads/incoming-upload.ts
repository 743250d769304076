import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { ResolvedUploads } from '../../config/resolved-config.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { GraphqlParams } from '../http/graphql-params.ts';
import { type HttpAnswer, sendAnswer } from '../http/http-answer.ts';
import { parseJson } from '../http/read-json.ts';
import { HttpProblem } from '../http/request-guard.ts';
import { BodyIntake } from './body-intake.ts';
import { type FileOrigin, IncomingFile } from './incoming-file.ts';
import { MultipartReader } from './multipart-reader.ts';
import { malformed, type PartHead } from './part-head.ts';
import { placeFiles } from './place-files.ts';
import { readField } from './read-field.ts';

/**
 * One request with files. `operations` and `map` are read first; then files pass by in the order in which the client sends them, each as fast
 * as whoever uses it reads. A file that is not used yet while another is waited for is set aside in memory, within
 * bounds: so that nothing that waits can wait for itself. The whole request never is in memory.
 */
export class IncomingUpload implements FileOrigin {
  readonly intake: BodyIntake;
  readonly #request: IncomingMessage;
  readonly #settings: ResolvedUploads;
  readonly #maxFieldBytes: number;
  #reader: MultipartReader | undefined;
  #files: ReadonlyMap<string, IncomingFile> = new Map();
  #error: GatewayError | undefined;
  /** Whose part is being read. */
  #current: IncomingFile | undefined;
  #fileBytes = 0;
  #keptBytes = 0;
  #wake: (() => void) | undefined;

  /** `maxFieldBytes` bounds `operations` and `map`. */
  constructor(request: IncomingMessage, settings: ResolvedUploads, maxFieldBytes: number) {
    this.#request = request;
    this.#settings = settings;
    this.#maxFieldBytes = maxFieldBytes;
    const most = 2 * maxFieldBytes + settings.files * (settings.fileBytes + MAX_PART_OVERHEAD);
    this.intake = new BodyIntake(request, { ...settings, maxBytes: most }, (error) => this.fail(error));
  }

  /** The operation, with an `IncomingFile` at each place of a file. Rejects with what makes it unreadable. Files follow by themselves. */
  async params(): Promise<GraphqlParams> {
    const { deadlineMs } = this.#settings;
    const late = (): void => this.fail(new HttpProblem(408, `The operation did not come within ${deadlineMs} ms.`));
    const timer = setTimeout(late, deadlineMs).unref();
    try {
      this.intake.checkLength();
      this.#reader = new MultipartReader(this.#request.headers['content-type'] ?? '', () => this.intake.pull());
      const operations = parseJson(await readField(this.#reader, 'operations', this.#maxFieldBytes));
      const map = parseJson(await readField(this.#reader, 'map', this.#maxFieldBytes));
      const { params, files } = placeFiles(
        operations,
        map,
        this.#settings.files,
        (places) => new IncomingFile(places, this),
      );
      this.#files = files;
      this.#receive(this.#reader).catch((error: unknown) => this.fail(GatewayError.from(error)));
      return params;
    } catch (error) {
      this.fail(GatewayError.from(error));
      throw this.#error;
    } finally {
      clearTimeout(timer);
    }
  }

  async read(): Promise<Buffer | undefined> {
    try {
      const chunk = await this.#reader?.read();
      this.#fileBytes += chunk?.length ?? 0;
      if (this.#fileBytes <= this.#settings.fileBytes) return chunk;
      const place = this.#current?.places[0];
      throw new GatewayError(
        'PAYLOAD_TOO_LARGE',
        `The file of ${place} is larger than ${this.#settings.fileBytes} bytes.`,
      );
    } catch (error) {
      this.fail(GatewayError.from(error));
      throw error;
    }
  }

  changed(): void {
    this.#wake?.();
  }

  /** Every file that has not been read to its end fails with this, and no more is read for them. The first failure counts. */
  fail(error: GatewayError): void {
    this.#error ??= error;
    this.intake.stop(this.#error);
    for (const file of this.#files.values()) file.fail(this.#error);
    this.changed();
  }

  /** Ends what still comes in, and sends the answer; a sender that is not through with its body yet is listened to for a moment. */
  answer(response: ServerResponse, type: string, answer: HttpAnswer, others?: Readonly<Record<string, string>>): void {
    this.fail(new GatewayError('CANCELLED', 'The operation has ended.'));
    if (this.intake.complete) {
      sendAnswer(response, type, answer, others);
      return;
    }
    const headers = this.intake.nearlyComplete ? answer.headers : { ...answer.headers, connection: 'close' };
    const drained = this.intake.drain().then((ended) => {
      if (!ended) this.#request.socket.destroySoon();
    });
    sendAnswer(response, type, { ...answer, headers }, others, drained);
  }

  async #receive(reader: MultipartReader): Promise<void> {
    const arrived = new Set<IncomingFile>();
    for (let head = await reader.next(); head !== undefined; head = await reader.next()) {
      const file = this.#files.get(head.name);
      // What the map does not name, nobody can ask for.
      if (file === undefined) continue;
      if (arrived.has(file)) throw malformed(`it has two parts named ${JSON.stringify(head.name.slice(0, 80))}`);
      arrived.add(file);
      await this.#pass(file, head);
    }
    for (const [name, file] of this.#files) {
      if (!arrived.has(file)) {
        file.fail(malformed(`the map names the part ${JSON.stringify(name.slice(0, 80))}, which did not come`));
      }
    }
    // What follows the last part says nothing, but belongs to the request.
    while ((await this.intake.pull()) !== undefined);
  }

  /** Resolves when the file has been read, kept, or is of no more use. */
  async #pass(file: IncomingFile, head: PartHead): Promise<void> {
    this.#current = file;
    this.#fileBytes = 0;
    file.arrive(head);
    if (file.places.length > 1) {
      await this.#setAside(file);
      return;
    }
    const isOver = (): boolean => this.#error !== undefined || file.state === 'spent';
    while (!isOver()) {
      // Those who open several files at once have all done so then, and who wanted this one has claimed it.
      await setImmediate();
      if (file.state === 'here' && this.#anotherIsWanted(file)) {
        await this.#setAside(file);
        return;
      }
      if (!isOver()) await this.#change();
    }
    await file.idle;
    if (this.#error !== undefined) throw this.#error;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #anotherIsWanted(than: IncomingFile): boolean {
    for (const file of this.#files.values()) if (file !== than && file.isWanted) return true;
    return false;
  }

  /** Only the file fails when there is no room for it: perhaps nobody needs it. */
  async #setAside(file: IncomingFile): Promise<void> {
    file.hold();
    const { bufferBytes } = this.#settings;
    const chunks: Buffer[] = [];
    for (let chunk = await this.read(); chunk !== undefined; chunk = await this.read()) {
      this.#keptBytes += chunk.length;
      if (this.#keptBytes > bufferBytes) {
        this.#keptBytes -= this.#fileBytes;
        file.fail(this.#noRoom(file));
        return;
      }
      chunks.push(chunk);
    }
    file.keep(chunks);
  }

  #noRoom({ places }: IncomingFile): GatewayError {
    const [first] = places;
    return new GatewayError(
      'PAYLOAD_TOO_LARGE',
      places.length > 1
        ? `The file of ${first} is used at ${places.length} places and does not fit into the ${this.#settings.bufferBytes} bytes that are kept of such files. Send it once for each place.`
        : `The file of ${first} came before one that was needed earlier, and does not fit into the ${this.#settings.bufferBytes} bytes that are kept of such files. Send files in the order in which the operation uses them.`,
    );
  }
}

/** The delimiter and the headers of a part. */
const MAX_PART_OVERHEAD = 17_000;
