/**
 * The screen of settings: npm's, each with where it comes from, the window's own, and a trial of the way to the registry that
 * says which step fails. Secrets are never shown.
 */
@NullMarked
package dev.dx.app.gui.settings;

import org.jspecify.annotations.NullMarked;
