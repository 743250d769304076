import { GatewayError } from '../../errors/gateway-error.ts';
import type { ArrivingFile, StreamedFile } from '../../utils/uploaded-file.ts';
import type { PartHead } from './part-head.ts';

/** What a file needs of the request that it comes with. */
export interface FileOrigin {
  /** The next bytes of the part that is being read; undefined at its end. */
  read(): Promise<Buffer | undefined>;
  /** A file was asked for, claimed, given back or read. */
  changed(): void;
}

/**
 * `awaited`: its part has not come. `here`: its part has begun, and nobody reads it. `claimed`: somebody reads it as it comes. `kept`: it
 * is in memory, for any number of readers. `spent`: its bytes are gone.
 */
type FileState = 'awaited' | 'here' | 'claimed' | 'kept' | 'spent';

/**
 * The value of an `Upload` variable: one part of a request, read as it comes. A class, and no promise, so that two files are never equal and
 * that it is known when one is needed.
 */
export class IncomingFile implements ArrivingFile {
  /** Where it is in the operation. */
  readonly places: readonly string[];
  readonly #origin: FileOrigin;
  #state: FileState = 'awaited';
  #streamed: StreamedFile | undefined;
  #kept: readonly Buffer[] = [];
  #error: GatewayError | undefined;
  #openers: { resolve(file: StreamedFile): void; reject(error: GatewayError): void }[] = [];
  #begun = false;
  #reading: { readonly done: Promise<unknown>; reject(error: GatewayError): void } | undefined;

  constructor(places: readonly string[], origin: FileOrigin) {
    this.places = places;
    this.#origin = origin;
  }

  get state(): FileState {
    return this.#state;
  }

  /** True while somebody waits for it to come. */
  get isWanted(): boolean {
    return this.#openers.length > 0;
  }

  /** Resolves once no bytes of it are being read. */
  get idle(): Promise<unknown> {
    return this.#reading?.done ?? Promise.resolve();
  }

  open(): Promise<StreamedFile> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if ((this.#state === 'here' || this.#state === 'kept') && this.#streamed !== undefined) {
      return Promise.resolve(this.#streamed);
    }
    if (this.#state !== 'awaited') return Promise.reject(this.#readTwice());
    return new Promise((resolve, reject) => {
      this.#openers.push({ resolve, reject });
      this.#origin.changed();
    });
  }

  /** Its part has begun. One that is used at several places is opened only once it is kept. */
  arrive({ filename, mediaType }: PartHead): void {
    this.#streamed = {
      ...(filename === undefined ? undefined : { filename }),
      ...(mediaType === undefined ? undefined : { mimetype: mediaType }),
      createReadStream: () => this.#claim(),
    };
    if (this.places.length === 1) this.#here('here');
  }

  /** Nobody gets it before it is kept. */
  hold(): void {
    this.#state = 'awaited';
  }

  /** All of its bytes, for any number of readers. */
  keep(chunks: readonly Buffer[]): void {
    this.#kept = chunks;
    this.#here('kept');
  }

  /** Whoever waits for it or reads it gets this error; later ones too. Nothing where all of it has been read or kept. */
  fail(error: GatewayError): void {
    if (this.#error !== undefined || this.#state === 'kept' || this.#state === 'spent') return;
    this.#error = error;
    this.#state = 'spent';
    for (const { reject } of this.#openers.splice(0)) reject(error);
    this.#reading?.reject(error);
  }

  #here(state: 'here' | 'kept'): void {
    this.#state = state;
    for (const { resolve } of this.#openers.splice(0)) if (this.#streamed !== undefined) resolve(this.#streamed);
  }

  #claim(): AsyncIterable<Uint8Array> {
    if (this.#error !== undefined) throw this.#error;
    if (this.#state === 'kept') return pieces(this.#kept);
    if (this.#state === 'awaited') return this.#later();
    if (this.#state !== 'here') throw this.#readTwice();
    this.#state = 'claimed';
    this.#origin.changed();
    const iterator: AsyncIterator<Uint8Array> = { next: () => this.#next(), return: () => this.#leave() };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#state !== 'claimed') return Promise.resolve(END);
    return new Promise((resolve, reject) => {
      const done = this.#origin.read().then((chunk) => {
        this.#reading = undefined;
        this.#begun = true;
        if (chunk === undefined) this.#spend();
        resolve(chunk === undefined ? END : { done: false, value: chunk });
      });
      this.#reading = { done: done.catch(reject), reject };
    });
  }

  /** The reader needs no more. One that took nothing leaves it for the next. */
  #leave(): Promise<IteratorResult<Uint8Array>> {
    if (this.#state === 'claimed') {
      if (!this.#begun && this.#reading === undefined) {
        this.#state = 'here';
        this.#origin.changed();
      } else this.#spend();
    }
    return Promise.resolve(END);
  }

  #spend(): void {
    if (this.#state === 'claimed') this.#state = 'spent';
    this.#origin.changed();
  }

  async *#later(): AsyncGenerator<Uint8Array> {
    yield* (await this.open()).createReadStream();
  }

  #readTwice(): GatewayError {
    return new GatewayError(
      'BAD_USER_INPUT',
      `The file of ${this.places[0]} is used a second time, and was passed on as it came. Send it twice, as two variables.`,
    );
  }
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

async function* pieces(chunks: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
