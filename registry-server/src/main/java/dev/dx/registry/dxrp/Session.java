package dev.dx.registry.dxrp;

import dev.dx.registry.access.Identity;

/**
 * Who is at the other end, as HELLO said.
 *
 * @param base where this registry's HTTP is for whoever that is; ends with a slash
 */
record Session(Identity identity, String base) {}
