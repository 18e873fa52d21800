/**
 * The {@code dx} command: arguments in, an exit code out, one class per command. Results go to standard output, talk to
 * standard error; with {@code --json} standard output is one JSON document whatever happens. Nothing here ends the
 * process, keeps state between calls or knows a window toolkit, so that one process can answer many calls.
 */
@NullMarked
package dev.dx.app.cli;

import org.jspecify.annotations.NullMarked;
