import { GatewayError } from '../../../errors/gateway-error.ts';
import { isRecord } from '../../../utils/is-record.ts';
import { selectNodes } from './json-path.ts';

type Json = Record<string, unknown>;

/**
 * A description with one patch applied: an OpenAPI Overlay 1.0 document (it has `overlay` and `actions`), else a JSON merge patch
 * (RFC 7396). `root` is changed in place. Rejects with `DESCRIPTION_INVALID`.
 */
export function applyOverlay(root: unknown, patch: unknown, name: string): unknown {
  if (!isRecord(patch)) throw invalid(name, 'it is not an object');
  if (patch.overlay === undefined) return mergePatch(root, patch);
  if (!Array.isArray(patch.actions)) throw invalid(name, 'it has no "actions"');
  return patch.actions.reduce((current: unknown, action: unknown, index) => {
    if (!isRecord(action) || typeof action.target !== 'string') throw invalid(name, `action ${index} has no "target"`);
    return applyAction(current, action, action.target, `${name}, action ${index}`);
  }, root);
}

function applyAction(root: unknown, action: Json, target: string, name: string): unknown {
  const nodes = selectNodes(root, target);
  if (nodes === undefined)
    throw invalid(name, `its target ${JSON.stringify(target)} is no JSONPath that is understood`);
  if (action.remove === true) {
    const items = new Map<unknown[], Set<number>>();
    for (const { parent, key } of nodes) {
      if (Array.isArray(parent)) items.set(parent, (items.get(parent) ?? new Set()).add(Number(key)));
      else if (parent !== undefined) delete parent[key];
    }
    // From the end, so that indexes of a list stay right.
    for (const [list, indexes] of items) for (const index of [...indexes].sort((a, b) => b - a)) list.splice(index, 1);
    return root;
  }
  let result = root;
  for (const { parent, key, value } of nodes) {
    // Of its own at each place: a later action may change one of them.
    const patch = structuredClone(action.update);
    const updated = Array.isArray(value) ? [...value, ...[patch].flat()] : update(value, patch);
    if (parent === undefined) result = updated;
    else set(parent, key, updated);
  }
  return result;
}

function set(parent: Json | unknown[], key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Objects are merged, lists joined, everything else replaced (Overlay 1.0, 4.4.3). */
function update(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Json = isRecord(target) ? target : {};
  for (const [key, value] of Object.entries(patch)) {
    const own = Object.hasOwn(result, key) ? result[key] : undefined;
    set(result, key, Array.isArray(own) && Array.isArray(value) ? [...own, ...value] : update(own, value));
  }
  return result;
}

function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Json = isRecord(target) ? target : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else set(result, key, mergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value));
  }
  return result;
}

const invalid = (name: string, reason: string): GatewayError =>
  new GatewayError('DESCRIPTION_INVALID', `The overlay ${name} cannot be applied: ${reason}.`);
