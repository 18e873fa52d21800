package dev.dx.app.gui.browse;

import dev.dx.app.gui.task.Background;
import dev.dx.engine.DxException;
import dev.dx.engine.npm.markdown.Markdown;
import dev.dx.engine.npm.registry.InstallSize;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.npm.registry.PackagePage;
import dev.dx.engine.npm.registry.PublishedVersion;
import java.nio.file.Path;
import java.util.Objects;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** What is looked for, what was found, and the page in front. UI thread only. */
public final class BrowseModel {
    private static final int MOST_HITS = 60;

    /** A readme beyond this is cut: nobody reads on, and drawing it costs. */
    private static final int LONGEST_README = 300_000;

    /** The list of what was found. */
    public sealed interface Results {
        record Nothing() implements Results {}

        record Searching(String words) implements Results {}

        record Found(String words, PackageHits hits) implements Results {}

        /** Packages are asked for by their exact names. */
        record NotSearchable(String host) implements Results {}

        record Failed(DxException why) implements Results {}
    }

    /** The page in front. */
    public sealed interface Page {
        record None() implements Page {}

        record Loading(String name) implements Page {}

        record Shown(PackagePage content, Markdown readme) implements Page {}

        record Failed(String name, DxException why) implements Page {}
    }

    /** What a version brings along. */
    public sealed interface Size {
        record Asking() implements Size {}

        record Known(InstallSize size) implements Size {}

        record Unknown(DxException why) implements Size {}
    }

    private final BrowseEngine engine;
    private final Background background;
    private final BrowseHost host;
    private final StringProperty words = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Results> results = new ReadOnlyObjectWrapper<>(new Results.Nothing());
    private final ReadOnlyObjectWrapper<Page> page = new ReadOnlyObjectWrapper<>(new Page.None());
    private final ReadOnlyObjectWrapper<@Nullable PublishedVersion> version = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Size> size = new ReadOnlyObjectWrapper<>(new Size.Asking());
    private Background.@Nullable Job searching;
    private Background.@Nullable Job loading;
    private Background.@Nullable Job measuring;

    public BrowseModel(BrowseEngine engine, Background background, BrowseHost host) {
        this.engine = engine;
        this.background = background;
        this.host = host;
    }

    public BrowseHost host() {
        return host;
    }

    public StringProperty wordsProperty() {
        return words;
    }

    public ReadOnlyObjectProperty<Results> resultsProperty() {
        return results.getReadOnlyProperty();
    }

    public Results results() {
        return results.get();
    }

    public ReadOnlyObjectProperty<Page> pageProperty() {
        return page.getReadOnlyProperty();
    }

    public Page page() {
        return page.get();
    }

    /** The version of the page that is meant; null while no page is shown, or it has none. */
    public ReadOnlyObjectProperty<@Nullable PublishedVersion> versionProperty() {
        return version.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Size> sizeProperty() {
        return size.getReadOnlyProperty();
    }

    /** Looks for the words; for what was looked for last not again. */
    public void search() {
        String wanted = words.get().strip();
        if (searching != null) {
            searching.cancel();
        }
        if (wanted.isEmpty()) {
            results.set(new Results.Nothing());
            return;
        }
        if (results.get() instanceof Results.Found found && found.words().equals(wanted)) {
            return;
        }
        Path folder = host.configuredFolder();
        results.set(new Results.Searching(wanted));
        searching = background.run(
                () -> {
                    PackageHits hits = engine.search(folder, wanted, MOST_HITS);
                    return hits == null
                            ? new Results.NotSearchable(
                                    Objects.toString(engine.registry(folder).getHost(), ""))
                            : new Results.Found(wanted, hits);
                },
                results::set,
                why -> results.set(new Results.Failed(why)));
    }

    /** Brings the package's page to the front. */
    public void open(String name) {
        if (loading != null) {
            loading.cancel();
        }
        if (measuring != null) {
            measuring.cancel();
        }
        version.set(null);
        page.set(new Page.Loading(name));
        Path folder = host.configuredFolder();
        loading = background.run(
                () -> {
                    PackagePage content = engine.page(folder, name);
                    String readme = content.readme();
                    return new Page.Shown(
                            content,
                            Markdown.read(
                                    readme.length() <= LONGEST_README ? readme : readme.substring(0, LONGEST_README)));
                },
                this::opened,
                why -> page.set(new Page.Failed(name, why)));
    }

    /** Asks again for what failed. */
    public void retry() {
        if (page.get() instanceof Page.Failed(String name, DxException _)) {
            open(name);
        }
        if (results.get() instanceof Results.Failed) {
            results.set(new Results.Nothing());
            search();
        }
    }

    /** The version that buttons mean from now on. */
    public void choose(PublishedVersion chosen) {
        if (page.get() instanceof Page.Shown(PackagePage content, Markdown _) && !chosen.equals(version.get())) {
            version.set(chosen);
            measure(content.name(), chosen.version());
        }
    }

    private void opened(Page.Shown shown) {
        page.set(shown);
        PublishedVersion latest = shown.content().latest();
        if (latest != null) {
            choose(latest);
        }
    }

    private void measure(String name, String number) {
        if (measuring != null) {
            measuring.cancel();
        }
        size.set(new Size.Asking());
        Path folder = host.configuredFolder();
        measuring = background.run(
                () -> engine.installSize(folder, name, number),
                known -> size.set(new Size.Known(known)),
                why -> size.set(new Size.Unknown(why)));
    }
}
