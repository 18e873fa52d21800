/**
 * Bytes from the network. A secret goes only to the host it was configured for, every answer has a limit, whatever can
 * be retried is, and interrupting the calling thread ends a request at once.
 */
@NullMarked
package dev.dx.engine.fetch;

import org.jspecify.annotations.NullMarked;
