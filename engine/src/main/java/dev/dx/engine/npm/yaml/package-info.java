/**
 * YAML, read into JSON values: workspace files and lock files of other tools. Reading never makes anything but text, lists
 * and maps, and never more of them than the text could have spelled out.
 */
@NullMarked
package dev.dx.engine.npm.yaml;

import org.jspecify.annotations.NullMarked;
