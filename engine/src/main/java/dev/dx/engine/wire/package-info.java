/**
 * DXRP's messages and their framing. Nothing here reads or writes a connection; no length is believed before it is compared
 * with its limit.
 */
@NullMarked
package dev.dx.engine.wire;

import org.jspecify.annotations.NullMarked;
