/**
 * The engine that stays between commands, and how launchers reach it. It does a call only for a caller that is the same
 * user with the same home and sees the same files, and that has shown what only the endpoint file says; what a call says is
 * hostile until then. A call is done once or not at all: before it is accepted nothing of it has happened.
 */
@NullMarked
package dev.dx.app.resident;

import org.jspecify.annotations.NullMarked;
