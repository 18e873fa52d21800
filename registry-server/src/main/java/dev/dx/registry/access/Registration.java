package dev.dx.registry.access;

/** Whether somebody who has no account here can make one. */
public enum Registration {
    OPEN,
    CLOSED
}
