/**
 * Who somebody is and what they may do. A password or a token is never kept, only what it hashes to; whatever writes wants
 * a token, and what no rule allows is not allowed.
 */
@NullMarked
package dev.dx.registry.access;

import org.jspecify.annotations.NullMarked;
