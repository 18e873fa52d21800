/** The commands that talk to a registry, run one, and publish to it. */
@NullMarked
package dev.dx.app.cli.registry;

import org.jspecify.annotations.NullMarked;
