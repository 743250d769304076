import type { FieldRoute } from '../graph.ts';

/** What a field asks in the end: the target of its link, or itself. */
export const targetOf = (route: FieldRoute): FieldRoute => (route.kind === 'link' ? route.target : route);
