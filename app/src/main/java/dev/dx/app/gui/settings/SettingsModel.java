package dev.dx.app.gui.settings;

import dev.dx.app.gui.task.Background;
import dev.dx.app.settings.SettingsFile;
import dev.dx.engine.DxException;
import dev.dx.engine.fetch.ConnectionTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import org.jspecify.annotations.Nullable;

/** npm's settings, changes to them, and the trial of the connection. UI thread only. */
public final class SettingsModel {
    private final SettingsEngine engine;
    private final Background background;
    private final Supplier<Path> project;
    private final SettingsFile own;
    private final ObservableList<Setting> settings = FXCollections.observableArrayList();
    private final FilteredList<Setting> shown = new FilteredList<>(settings);
    private final StringProperty filter = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ObservableList<ConnectionTrial.Step> steps = FXCollections.observableArrayList();
    private final BooleanProperty trying = new SimpleBooleanProperty();
    private Background.@Nullable Job reading;
    private Background.@Nullable Job trial;

    /** @param project whose settings are shown */
    public SettingsModel(SettingsEngine engine, Background background, Supplier<Path> project, SettingsFile own) {
        this.engine = engine;
        this.background = background;
        this.project = project;
        this.own = own;
        filter.subscribe(text -> shown.setPredicate(setting -> matches(setting, text)));
    }

    public ObservableList<Setting> shown() {
        return shown;
    }

    public StringProperty filterProperty() {
        return filter;
    }

    /** Why the settings cannot be read, or were not changed. */
    public ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** The steps of the last trial, as far as it is. */
    public ObservableList<ConnectionTrial.Step> steps() {
        return steps;
    }

    public BooleanProperty tryingProperty() {
        return trying;
    }

    /** The language of the window by its tag; empty for the desktop's. It counts from the next start. */
    public String language() {
        return own.current().language();
    }

    public void speak(String language) {
        own.update(all -> all.withLanguage(language));
    }

    /** Reads the settings again. */
    public void refresh() {
        if (reading != null) {
            reading.cancel();
        }
        problem.set(null);
        reading = background.run(() -> engine.settings(project.get()), this::read, problem::set);
    }

    /** Writes a setting into the user's own file. */
    public void set(String key, String value) {
        change(key, value.strip());
    }

    /** Takes a setting out of the user's own file. */
    public void unset(String key) {
        change(key, null);
    }

    /** The command that does the same as {@link #set}. */
    public String command(String key, String value) {
        return value.isBlank() ? "dx config delete " + key : "dx config set " + key + "=" + value.strip();
    }

    public void tryConnection() {
        stopTrying();
        steps.clear();
        trying.set(true);
        Path folder = project.get();
        trial = background.run(
                () -> {
                    engine.tryConnection(folder, step -> background.ui().run(() -> steps.add(step)));
                    return folder;
                },
                _ -> trying.set(false),
                why -> {
                    trying.set(false);
                    problem.set(why);
                });
    }

    public void stopTrying() {
        if (trial != null) {
            trial.cancel();
        }
        trying.set(false);
    }

    private void change(String key, @Nullable String value) {
        problem.set(null);
        Path folder = project.get();
        background.run(
                () -> {
                    engine.change(folder, key, value);
                    return engine.settings(folder);
                },
                this::read,
                problem::set);
    }

    private void read(List<Setting> fresh) {
        if (!settings.equals(fresh)) {
            settings.setAll(fresh);
        }
    }

    private static boolean matches(Setting setting, @Nullable String text) {
        String wanted = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
        return setting.key().toLowerCase(Locale.ROOT).contains(wanted)
                || setting.value().toLowerCase(Locale.ROOT).contains(wanted);
    }
}
