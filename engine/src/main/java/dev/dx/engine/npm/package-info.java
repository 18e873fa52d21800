/**
 * What npm's world says: names, specs, manifests, configuration and packuments, read as npm reads them. Text from
 * outside is refused or understood here, so that what leaves this package is valid by construction.
 */
@NullMarked
package dev.dx.engine.npm;

import org.jspecify.annotations.NullMarked;
