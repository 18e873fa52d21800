/** One call of the command: what every command is handed, the options that many share, and the terminal it may write to. A
 * command knows its call and nothing of the process it runs in. */
@NullMarked
package dev.dx.app.cli.call;

import org.jspecify.annotations.NullMarked;
