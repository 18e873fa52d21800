/**
 * The DXRP server. What a connection may hold of memory, requests and time is bounded, and a connection that breaks a rule
 * ends without another noticing.
 */
@NullMarked
package dev.dx.registry.dxrp;

import org.jspecify.annotations.NullMarked;
