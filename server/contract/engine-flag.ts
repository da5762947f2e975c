/**
 * Tells V8 not to guess which objects live long. While requests wait for the journal they outlive a
 * collection, so V8 takes what belongs to every request for long-lived, puts it among the old
 * objects at once, and then has to mark the whole heap twice a second under load.
 */
export const ENGINE_FLAG = '--no-allocation-site-pretenuring';
