import { readInput } from './contender.ts';
import { sceneConfig } from './scene-config.ts';
import { serveInterlace } from './serve-interlace.ts';

await serveInterlace(readInput().cached ? 'cached' : 'plain', sceneConfig());
