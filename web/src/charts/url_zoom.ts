// The page's zoom, in the URL: a link shows a colleague the same span.
import { computed } from '@preact/signals';

import { params, setParams } from '../app';
import type { Zoom } from './zoom';

/** Kept in the URL, as whole seconds. */
export const urlZoom: Zoom = {
  range: computed(() => {
    const from_s = Number(params.value.from);
    const to_s = Number(params.value.to);
    return from_s > 0 && to_s > from_s ? { from_s, to_s } : null;
  }),
  set: (range) =>
    setParams(
      range
        ? { from: String(Math.floor(range.from_s)), to: String(Math.ceil(range.to_s)), last: null }
        : { from: null, to: null, last: null },
    ),
};
