package dev.dx.app.gui.registry;

import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Resumption;
import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.registry.RegistryServer;
import dev.dx.registry.RegistrySettings;
import dev.dx.registry.RegistryStatus;
import dev.dx.registry.ServerRecord;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Identity;
import dev.dx.registry.access.NamePattern;
import dev.dx.registry.access.Tokens;
import dev.dx.registry.access.Users;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import org.jspecify.annotations.Nullable;

/** The registry that runs inside the window: how it stands, what is in it, and what can be done to it. UI thread only. */
public final class RegistryModel {
    private static final int KEPT_SAMPLES = 120;
    private static final int KEPT_LINES = 2_000;

    private final RegistryEngine engine;
    private final Background background;
    private final Duration pace;
    private final ObjectProperty<Path> folder = new SimpleObjectProperty<>();
    private final StringProperty port = new SimpleStringProperty("");
    private final ObjectProperty<UpstreamSettings.Mode> mode = new SimpleObjectProperty<>(UpstreamSettings.Mode.ONLINE);
    private final StringProperty upstream = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<RegistryStatus> status = new ReadOnlyObjectWrapper<>(stopped());
    private final ReadOnlyObjectWrapper<@Nullable ServerRecord> outside = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable PackageId> published = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Tokens.@Nullable Issued> issued = new ReadOnlyObjectWrapper<>();
    private final ObservableList<RegistrySample> samples = FXCollections.observableArrayList();
    private final ObservableList<HostedItem> packages = FXCollections.observableArrayList();
    private final FilteredList<HostedItem> shownPackages = new FilteredList<>(packages);
    private final StringProperty packageFilter = new SimpleStringProperty("");
    private final ObservableList<String> users = FXCollections.observableArrayList();
    private final ObservableList<Tokens.Token> tokens = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable String> user = new SimpleObjectProperty<>();
    private final ObservableList<AccessRules.Rule> rules = FXCollections.observableArrayList();
    private final ObservableList<RegistryLog.Line> lines = FXCollections.observableArrayList();
    private final FilteredList<RegistryLog.Line> shownLines = new FilteredList<>(lines);
    private final StringProperty lineFilter = new SimpleStringProperty("");
    private @Nullable RegistryServer server;
    private Background.@Nullable Job watching;

    /** @param pace how often the registry is looked at while it runs */
    public RegistryModel(RegistryEngine engine, Background background, Duration pace) {
        this.engine = engine;
        this.background = background;
        this.pace = pace;
        this.port.set(Integer.toString(RegistrySettings.HTTP_PORT));
        packageFilter.subscribe(words -> shownPackages.setPredicate(item -> item.matches(words)));
        lineFilter.subscribe(words -> shownLines.setPredicate(line ->
                line.toString().toLowerCase(Locale.ROOT).contains(words.strip().toLowerCase(Locale.ROOT))));
        user.subscribe(_ -> readUsers());
    }

    private static RegistryStatus stopped() {
        return new RegistryStatus(RegistryStatus.State.STOPPED, null, null, null, 0, null);
    }

    /** Where the registry is; null until that was found out. */
    public ObjectProperty<Path> folderProperty() {
        return folder;
    }

    public StringProperty portProperty() {
        return port;
    }

    public ObjectProperty<UpstreamSettings.Mode> modeProperty() {
        return mode;
    }

    /** The upstream's address; empty for what .npmrc and the registry's own file say. */
    public StringProperty upstreamProperty() {
        return upstream;
    }

    public ReadOnlyObjectProperty<RegistryStatus> statusProperty() {
        return status.getReadOnlyProperty();
    }

    /** A registry that another process runs on the same folder; null if none does. */
    public ReadOnlyObjectProperty<@Nullable ServerRecord> outsideProperty() {
        return outside.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Whether something is under way that another press of a button would only repeat. */
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** What was published last. */
    public ReadOnlyObjectProperty<@Nullable PackageId> publishedProperty() {
        return published.getReadOnlyProperty();
    }

    /** The token that was just made: nobody can show it again. */
    public ReadOnlyObjectProperty<Tokens.@Nullable Issued> issuedProperty() {
        return issued.getReadOnlyProperty();
    }

    /** The last two minutes or so, the oldest first. */
    ObservableList<RegistrySample> samples() {
        return samples;
    }

    /** How many samples there are. */
    public int sampleCount() {
        return samples.size();
    }

    /** Whether anything was asked of it lately. */
    public boolean hasMoved() {
        return samples.stream().anyMatch(sample -> sample.requests() > 0);
    }

    public ObservableList<HostedItem> packages() {
        return packages;
    }

    public FilteredList<HostedItem> shownPackages() {
        return shownPackages;
    }

    public StringProperty packageFilterProperty() {
        return packageFilter;
    }

    public ObservableList<String> users() {
        return users;
    }

    /** Whose tokens are shown. */
    public ObjectProperty<@Nullable String> userProperty() {
        return user;
    }

    public ObservableList<Tokens.Token> tokens() {
        return tokens;
    }

    public ObservableList<AccessRules.Rule> rules() {
        return rules;
    }

    public FilteredList<RegistryLog.Line> shownLines() {
        return shownLines;
    }

    public StringProperty lineFilterProperty() {
        return lineFilter;
    }

    public boolean isRunning() {
        return status.get().state() == RegistryStatus.State.RUNNING;
    }

    /** The command that runs the same registry. */
    public String command() {
        StringBuilder line = new StringBuilder("dx registry start");
        if (!port.get().equals(Integer.toString(RegistrySettings.HTTP_PORT))) {
            line.append(" --http-port ").append(port.get());
        }
        switch (mode.get()) {
            case ONLINE -> {
                if (!upstream.get().isBlank()) {
                    line.append(" --upstream ").append(upstream.get().strip());
                }
            }
            case OFFLINE -> line.append(" --offline");
            case NONE -> line.append(" --upstream none");
        }
        return line.toString();
    }

    /** What the next window has to know to start the same registry. */
    public Resumption resumption() {
        Path known = folder.get();
        return new Resumption(
                Resumption.Kind.REGISTRY,
                List.of(
                        known == null ? "" : known.toString(),
                        port.get(),
                        mode.get().name(),
                        upstream.get()));
    }

    /**
     * Starts the registry that ran in an earlier window.
     *
     * @throws IllegalArgumentException if no registry is described like that
     */
    public void resume(Resumption earlier) {
        List<String> words = earlier.words();
        if (words.size() != 4) {
            throw new IllegalArgumentException(words.toString());
        }
        if (!isRunning()) {
            folder.set(words.get(0).isEmpty() ? null : Path.of(words.get(0)));
            port.set(words.get(1));
            mode.set(UpstreamSettings.Mode.valueOf(words.get(2)));
            upstream.set(words.get(3));
            start();
        }
    }

    /** Looks at the folder: what its settings say, and who runs a registry on it already. */
    public void refresh() {
        if (isRunning()) {
            readPackages();
            return;
        }
        Path known = folder.get();
        background.run(
                () -> {
                    Path where = known == null ? engine.registryFolder() : known;
                    List<ServerRecord> running = ServerRecord.in(where).stream()
                            .filter(record ->
                                    record.pid() != ProcessHandle.current().pid())
                            .filter(ServerRecord::answers)
                            .toList();
                    return new Found(engine.registrySettings(where), running.isEmpty() ? null : running.getFirst());
                },
                found -> {
                    folder.set(found.settings().folder());
                    rules.setAll(found.settings().rules().rules());
                    outside.set(found.outside());
                },
                problem::set);
    }

    private record Found(
            RegistrySettings settings, @Nullable ServerRecord outside) {}

    /** Goes to another folder; only while nothing runs. */
    public void move(Path other) {
        if (!isRunning()) {
            folder.set(other);
            refresh();
        }
    }

    public void start() {
        if (busy.get() || isRunning()) {
            return;
        }
        Path known = folder.get();
        int number = number(port.get());
        String address = upstream.get().strip();
        UpstreamSettings.Mode wanted = mode.get();
        status.set(new RegistryStatus(RegistryStatus.State.STARTING, null, null, null, 0, null));
        run(
                () -> {
                    RegistrySettings file = engine.registrySettings(known == null ? engine.registryFolder() : known);
                    RegistryServer opened = engine.registry(file.withPorts(number == 0 ? 0 : file.port(), number)
                            .withUpstream(chosen(file.upstream(), wanted, address)));
                    opened.log().listen(line -> background.ui().run(() -> add(line)));
                    opened.listen(now -> background.ui().run(() -> stands(opened, now)));
                    opened.start();
                    return opened;
                },
                opened -> {
                    server = opened;
                    folder.set(opened.settings().folder());
                    rules.setAll(opened.settings().rules().rules());
                    status.set(opened.status());
                    watch(opened);
                    readPackages();
                    readUsers();
                },
                why -> {
                    status.set(stopped());
                    problem.set(RegistryProblems.ofStart(why));
                });
    }

    private static UpstreamSettings chosen(UpstreamSettings file, UpstreamSettings.Mode mode, String address) {
        // What the file says stands where the screen does not say otherwise.
        UpstreamSettings settings = mode == UpstreamSettings.Mode.ONLINE ? file : file.withMode(mode);
        return mode != UpstreamSettings.Mode.ONLINE || address.isEmpty()
                ? settings
                : settings.withRegistry(URI.create(address.endsWith("/") ? address : address + "/"))
                        .withMode(mode);
    }

    private static int number(String text) {
        return text.matches("\\d{1,5}") ? Math.min(65_535, Integer.parseInt(text)) : RegistrySettings.HTTP_PORT;
    }

    public void stop() {
        RegistryServer now = server;
        if (now != null && !busy.get()) {
            run(
                    () -> {
                        now.stop();
                        return now;
                    },
                    _ -> over(now),
                    _ -> {});
        }
    }

    /** Ends the registry that another process runs, and starts it here. */
    public void takeOver() {
        ServerRecord other = outside.get();
        if (other != null) {
            run(
                    () -> other.stop(Duration.ofSeconds(10)),
                    _ -> {
                        outside.set(null);
                        start();
                    },
                    _ -> {});
        }
    }

    public boolean canLeave() {
        return engine.canLeaveRegistry();
    }

    /** Ends it here and leaves it to a process of its own, then says so. */
    public void leave(Runnable done) {
        RegistryServer now = server;
        if (now == null) {
            done.run();
            return;
        }
        run(
                () -> {
                    now.stop();
                    return String.valueOf(engine.leaveRegistry(now.settings()));
                },
                _ -> {
                    over(now);
                    done.run();
                },
                _ -> {});
    }

    /** One after the other: each is refused where another would meet it. */
    public void publish(List<Path> files) {
        RegistryServer now = server;
        if (now == null || files.isEmpty()) {
            return;
        }
        run(
                () -> {
                    PackageId last = null;
                    for (Path file : files) {
                        last = now.publish(file);
                    }
                    return last;
                },
                last -> {
                    published.set(last);
                    readPackages();
                },
                _ -> readPackages());
    }

    public void remove(HostedItem item) {
        RegistryServer now = server;
        if (now != null) {
            change(() -> now.remove(item.name()), this::readPackages);
        }
    }

    public void addUser(String name, String password) {
        with(parts -> {
            if (!Users.isName(name) || !Users.isPassword(password)) {
                throw RegistryProblems.badUser();
            }
            if (!parts.users().add(name, password)) {
                throw RegistryProblems.userThere(name);
            }
        });
    }

    public void removeUser(String name) {
        with(parts -> parts.users().remove(name));
    }

    /** @param pattern the packages it may write; empty for all */
    public void issueToken(Identity.Permission permission, String pattern, int days) {
        RegistryServer.Parts parts = parts();
        String whose = user.get();
        if (parts == null || whose == null) {
            return;
        }
        run(
                () -> parts.tokens()
                        .issue(
                                whose,
                                "window",
                                permission,
                                pattern.isBlank() ? List.of() : List.of(new NamePattern(pattern.strip())),
                                List.of(),
                                days <= 0 ? null : Instant.now().plus(Duration.ofDays(days))),
                made -> {
                    issued.set(made);
                    readUsers();
                },
                _ -> {});
    }

    public void revoke(Tokens.Token token) {
        with(parts -> parts.tokens().revoke(token.user(), token.key()));
    }

    /** Puts a rule before the others; one for the same packages is replaced where it stands. */
    public void setRule(AccessRules.Rule rule) {
        List<AccessRules.Rule> changed = new ArrayList<>(rules);
        int same = place(rule);
        if (same >= 0) {
            changed.set(same, rule);
        } else {
            changed.addFirst(rule);
        }
        change(changed);
    }

    public void removeRule(AccessRules.Rule rule) {
        List<AccessRules.Rule> changed = new ArrayList<>(rules);
        changed.remove(rule);
        change(changed);
    }

    /** The first that fits a name counts, so that a place further up can change what holds. */
    public void raiseRule(AccessRules.Rule rule) {
        List<AccessRules.Rule> changed = new ArrayList<>(rules);
        int at = changed.indexOf(rule);
        if (at > 0) {
            Collections.swap(changed, at, at - 1);
            change(changed);
        }
    }

    private int place(AccessRules.Rule rule) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).pattern().equals(rule.pattern())) {
                return i;
            }
        }
        return -1;
    }

    private void change(List<AccessRules.Rule> changed) {
        RegistryServer now = server;
        if (now != null) {
            change(() -> now.changeRules(changed), () -> rules.setAll(changed));
        }
    }

    public void forgetIssued() {
        issued.set(null);
    }

    public void dismissProblem() {
        problem.set(null);
    }

    private interface Deed {
        void perform() throws IOException;
    }

    private interface DeedWith {
        void perform(RegistryServer.Parts parts) throws IOException;
    }

    private void with(DeedWith deed) {
        RegistryServer.Parts parts = parts();
        if (parts != null) {
            change(() -> deed.perform(parts), this::readUsers);
        }
    }

    private void change(Deed deed, Runnable then) {
        run(
                () -> {
                    deed.perform();
                    return deed;
                },
                _ -> then.run(),
                _ -> {});
    }

    private RegistryServer.@Nullable Parts parts() {
        RegistryServer now = server;
        return now == null ? null : now.parts();
    }

    private <T extends @Nullable Object> void run(
            Callable<T> work, Consumer<? super T> answer, Consumer<? super DxException> failed) {
        problem.set(null);
        busy.set(true);
        background.run(
                work,
                done -> {
                    busy.set(false);
                    answer.accept(done);
                },
                why -> {
                    busy.set(false);
                    problem.set(why);
                    failed.accept(why);
                });
    }

    private void stands(RegistryServer which, RegistryStatus now) {
        if (server == null || server == which) {
            status.set(now);
            if (server == which && now.state() == RegistryStatus.State.STOPPED) {
                over(which);
            }
        }
    }

    private void over(RegistryServer which) {
        if (server == which) {
            server = null;
            if (watching != null) {
                watching.cancel();
            }
            status.set(stopped());
            samples.clear();
            packages.clear();
            users.clear();
            tokens.clear();
            issued.set(null);
        }
    }

    private void add(RegistryLog.Line line) {
        if (lines.size() >= KEPT_LINES) {
            lines.remove(0, KEPT_LINES / 4);
        }
        lines.add(line);
    }

    private void watch(RegistryServer which) {
        watching = background.run(() -> look(which), _ -> {}, _ -> {});
    }

    /** Looks at it again and again, until it is interrupted. */
    private Metrics.Snapshot look(RegistryServer which) {
        Metrics.Snapshot before = which.metrics();
        try {
            while (true) {
                Thread.sleep(pace);
                Metrics.Snapshot now = which.metrics();
                Metrics.Snapshot done = now.since(before);
                RegistryStatus stands = which.status();
                before = now;
                background.ui().run(() -> saw(which, done, stands));
            }
        } catch (InterruptedException over) {
            return before;
        }
    }

    private void saw(RegistryServer which, Metrics.Snapshot done, RegistryStatus stands) {
        if (server == which) {
            sampled(RegistrySample.of(done, stands.connections()));
            status.set(stands);
            if (done.count(Metrics.Count.PUBLISHED) > 0) {
                readPackages();
            }
        }
    }

    private void sampled(RegistrySample sample) {
        if (samples.size() == KEPT_SAMPLES) {
            samples.removeFirst();
        }
        samples.add(sample);
    }

    private void readPackages() {
        RegistryServer.Parts parts = parts();
        if (parts == null) {
            return;
        }
        background.run(
                () -> {
                    List<HostedItem> found = new ArrayList<>();
                    for (String name : parts.catalogue().hosted().names()) {
                        HostedPackage hosted = parts.catalogue().hosted().find(name);
                        if (hosted != null && !hosted.isEmpty()) {
                            found.add(HostedItem.of(hosted));
                        }
                    }
                    return found;
                },
                found -> {
                    if (!packages.equals(found)) {
                        packages.setAll(found);
                    }
                },
                problem::set);
    }

    private record Accounts(List<String> users, List<Tokens.Token> tokens) {}

    private void readUsers() {
        RegistryServer.Parts parts = parts();
        if (parts == null) {
            return;
        }
        String whose = user.get();
        background.run(
                () -> new Accounts(
                        parts.users().names(),
                        whose == null ? List.of() : parts.tokens().of(whose)),
                read -> {
                    if (!users.equals(read.users())) {
                        users.setAll(read.users());
                    }
                    if (whose == null ? user.get() == null : whose.equals(user.get())) {
                        tokens.setAll(read.tokens());
                    }
                },
                problem::set);
    }
}
