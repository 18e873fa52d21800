package dev.dx.app.gui.projects;

import dev.dx.engine.install.overview.DependencyFacts;
import dev.dx.engine.install.overview.ProjectOverview.DependencyRow;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** One line of the table. It stays the same object while the project is open, so that a selection survives a refresh. */
public final class DependencyItem {
    private static final VersionOrder VERSIONS = new VersionOrder();
    private static final DependencyFacts UNKNOWN = new DependencyFacts(null, null, -1, null);

    private final ReadOnlyObjectWrapper<DependencyRow> row;
    private final ReadOnlyObjectWrapper<Latest> latest = new ReadOnlyObjectWrapper<>(new Latest.Unasked());
    private final ReadOnlyObjectWrapper<DependencyFacts> facts = new ReadOnlyObjectWrapper<>(UNKNOWN);
    private final ObjectBinding<DependencyStatus> status;

    DependencyItem(DependencyRow row) {
        this.row = new ReadOnlyObjectWrapper<>(row);
        this.status = Bindings.createObjectBinding(this::computeStatus, this.row, latest);
    }

    public String name() {
        return row.get().name();
    }

    public DependencyKind kind() {
        return row.get().kind();
    }

    public DependencyRow row() {
        return row.get();
    }

    public ReadOnlyObjectProperty<DependencyRow> rowProperty() {
        return row.getReadOnlyProperty();
    }

    public Latest latest() {
        return latest.get();
    }

    public ReadOnlyObjectProperty<Latest> latestProperty() {
        return latest.getReadOnlyProperty();
    }

    /** What it is like, as far as its files tell. */
    public ReadOnlyObjectProperty<DependencyFacts> factsProperty() {
        return facts.getReadOnlyProperty();
    }

    /** Why its author would rather not have it used; null if nothing is said. */
    public @Nullable String deprecated() {
        return facts.get().deprecated();
    }

    public DependencyStatus status() {
        return status.get();
    }

    public ObjectBinding<DependencyStatus> statusProperty() {
        return status;
    }

    /**
     * The version an update would bring; null if there is none, or none is known. Peers are never updated from here: what
     * they say is a promise to others.
     */
    public @Nullable String newerVersion() {
        return status() == DependencyStatus.OUTDATED
                        && kind() != DependencyKind.PEER
                        && latest.get() instanceof Latest.Known(String version)
                ? version
                : null;
    }

    /** Whether the newer version is one that a caret on the installed version keeps out: it may behave otherwise. */
    boolean mayBreak() {
        String newer = newerVersion();
        String installed = row.get().installed();
        Version version = newer == null ? null : Version.parse(newer);
        Range same = installed == null ? null : Range.parse("^" + installed, Options.LOOSE);
        return version != null && same != null && !same.satisfies(version);
    }

    /** Whether the registry has anything to say about it: not so for files, links, git and other names' packages. */
    public boolean comesFromRegistry() {
        String wanted = row.get().wanted();
        return wanted.indexOf(':') < 0 && wanted.indexOf('/') < 0;
    }

    /** Its name, with the version that is installed, else the one that is wanted. */
    public String installedSpec() {
        String installed = row.get().installed();
        return name() + "@" + (installed == null ? row.get().wanted() : installed);
    }

    boolean isSameDependency(DependencyRow other) {
        return name().equals(other.name()) && kind() == other.kind();
    }

    void setRow(DependencyRow fresh) {
        row.set(fresh);
    }

    void setFacts(@Nullable DependencyFacts known) {
        facts.set(known == null ? UNKNOWN : known);
    }

    void setLatest(Latest answer) {
        latest.set(answer);
    }

    private DependencyStatus computeStatus() {
        return switch (row.get().state()) {
            case MISSING -> DependencyStatus.MISSING;
            case MISMATCH -> DependencyStatus.MISMATCH;
            case SKIPPED -> DependencyStatus.SKIPPED;
            case OK -> {
                String installed = row.get().installed();
                if (!(latest.get() instanceof Latest.Known(String version)) || installed == null) {
                    yield DependencyStatus.INSTALLED;
                }
                yield VERSIONS.compare(installed, version) < 0
                        ? DependencyStatus.OUTDATED
                        : DependencyStatus.UP_TO_DATE;
            }
        };
    }
}
