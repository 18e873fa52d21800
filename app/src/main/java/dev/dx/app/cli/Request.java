package dev.dx.app.cli;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.GlobalOptions;

/** A command line, understood. */
record Request(Command command, GlobalOptions options) {}
