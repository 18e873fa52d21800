/**
 * The bridge from blocking work to JavaFX. Work runs on threads of its own and never sees a property; every property
 * here changes on the UI thread only, at most once a frame however many events arrive.
 */
@NullMarked
package dev.dx.app.gui.task;

import org.jspecify.annotations.NullMarked;
