package dev.dx.app.cli;

/** A command line, understood. */
record Request(Command command, GlobalOptions options) {}
