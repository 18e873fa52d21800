/**
 * Packages that no registry offers: git repositories, archives on the web and archives among the files. What is found goes
 * into the store before its manifest is believed; git runs without asking anybody anything, and nothing of a repository is
 * executed but by a {@link dev.dx.engine.npm.source.GitPreparation} that was approved.
 */
@NullMarked
package dev.dx.engine.npm.source;

import org.jspecify.annotations.NullMarked;
