/** What somebody asks for: the specs of npm, read as npm reads them. A spec that was read is one of a closed set of kinds. */
@NullMarked
package dev.dx.engine.npm.spec;

import org.jspecify.annotations.NullMarked;
