package dev.dx.app.gui.projects;

import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.task.Resumption;
import dev.dx.engine.DxException;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.DependencyFacts;
import dev.dx.engine.install.overview.ProjectMember;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.overview.ProjectOverview.DependencyRow;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.script.DependencyScripts;
import dev.dx.engine.npm.resolve.ConflictReport.Fix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.IntegerBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import org.jspecify.annotations.Nullable;

/** One open project: what its files say, what is being done to it, and what can be done next. UI thread only. */
public final class ProjectModel {
    /** Editors write a file in several steps, and installs of other tools write many; this bundles them. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private final Path folder;
    private final ProjectEngine engine;
    private final Background background;
    private final Operations operations;
    private final LatestVersions latest;
    private ProjectWatcher watcher;
    private final OperationLog log = new OperationLog();

    private final ReadOnlyObjectWrapper<ProjectOverview> overview = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Operation<InstallReport>> operation = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<List<String>> removal = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<List<DependencyItem>> updates = new ReadOnlyObjectWrapper<>(List.of());
    private final SimpleBooleanProperty busy = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<@Nullable RemovalEffect> removalEffect = new ReadOnlyObjectWrapper<>();
    private final ObservableList<Complaint> complaints = FXCollections.observableArrayList();
    private final ObservableList<Complaint> readOnlyComplaints = FXCollections.unmodifiableObservableList(complaints);
    private final ObservableList<ProjectMember> members = FXCollections.observableArrayList();
    private final ObservableList<ProjectMember> readOnlyMembers = FXCollections.unmodifiableObservableList(members);
    private final ReadOnlyObjectWrapper<@Nullable ProjectMember> member = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable String> foreignOwner = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Approval> approval = new ReadOnlyObjectWrapper<>();
    private final ObservableList<DependencyItem> items =
            FXCollections.observableArrayList(item -> new Observable[] {item.statusProperty(), item.factsProperty()});
    private final FilteredList<DependencyItem> shown = new FilteredList<>(items);
    private final StringProperty filter = new SimpleStringProperty("");
    private final ObjectProperty<Showing> showing = new SimpleObjectProperty<>(Showing.ALL);
    private final ScriptsModel scripts;
    private final ReadOnlyStringWrapper revealed = new ReadOnlyStringWrapper("");
    private final Suggestions suggestions;
    private final AdditionForm addition = new AdditionForm(items);
    private final BooleanBinding canAdd;
    private final StringBinding addCommand;
    private final IntegerBinding outdated;
    private final IntegerBinding missing;
    private Change lastChange = new Change.Sync();
    private String name;
    /** The folder of a member that is to be shown as soon as it is known. */
    private @Nullable String awaited;

    private Background.@Nullable Job reading;
    private Background.@Nullable Job readingFacts;
    private Background.@Nullable Job comparing;

    /** What is read beside the overview. */
    private record Facts(
            Map<String, DependencyFacts> dependencies,
            @Nullable String foreignOwner,
            List<ProjectMember> members) {}

    /** A user is asked whether scripts of a dependency may run. */
    public record Approval(DependencyScripts scripts, Change.Verdict verdict) {
        Change.Approve change() {
            return new Change.Approve(List.of(scripts.id().name()), verdict);
        }
    }

    ProjectModel(ProjectOverview first, ProjectEngine engine, Background background, Operations operations) {
        this.folder = first.folder();
        this.name = first.name();
        this.engine = engine;
        this.background = background;
        this.operations = operations;
        this.latest = new LatestVersions(folder, engine, background);
        this.suggestions = new Suggestions(engine, background, folder);
        this.canAdd = addition.emptyProperty().or(busy).not();
        this.addCommand = Bindings.createStringBinding(() -> command(addition.get()), addition, member);
        this.outdated = countOf(DependencyStatus.OUTDATED);
        this.missing = countOf(DependencyStatus.MISSING);
        this.scripts = new ScriptsModel(folder, engine, background, operations);
        filter.subscribe(_ -> narrow());
        showing.subscribe(_ -> narrow());
        show(first);
        this.watcher = watch();
    }

    public Path folder() {
        return folder;
    }

    /** The file that says what is shown. */
    public Path manifest() {
        return folder.resolve(home()).resolve("package.json");
    }

    /** Where Node.js looks for a dependency of what is shown, as paths from the project, the nearest first. */
    List<String> placesOf(DependencyItem item) {
        List<String> places = new ArrayList<>();
        for (String at = home(); !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
            places.add(at + "/node_modules/" + item.name());
        }
        places.add("node_modules/" + item.name());
        return places;
    }

    /** Brings a dependency of the project itself to where it is seen, whatever was filtered. */
    public void reveal(String dependency) {
        choose(null);
        filter.set("");
        showing.set(Showing.ALL);
        revealed.set("");
        revealed.set(dependency);
    }

    /** The name that was last asked for. */
    ReadOnlyStringProperty revealedProperty() {
        return revealed.getReadOnlyProperty();
    }

    /** The project's own name, whichever of its members is shown. */
    public String name() {
        return name;
    }

    /** The members of its workspace; none where it is no workspace. */
    public ObservableList<ProjectMember> members() {
        return readOnlyMembers;
    }

    /** The member whose dependencies and scripts are shown, and changed; null for the project itself. */
    public ReadOnlyObjectProperty<@Nullable ProjectMember> memberProperty() {
        return member.getReadOnlyProperty();
    }

    /** Shows another member, or with null the project itself. */
    public void choose(@Nullable ProjectMember chosen) {
        if (busy.get() || Objects.equals(member.get(), chosen)) {
            return;
        }
        member.set(chosen);
        filter.set("");
        scripts.choose(chosen);
        watcher.close();
        watcher = watch();
        read();
    }

    /** Shows the member in this folder, once the members are known. */
    void chooseWhenKnown(String memberFolder) {
        awaited = memberFolder;
        show(List.copyOf(members));
    }

    private void show(List<ProjectMember> known) {
        if (!members.equals(known)) {
            members.setAll(known);
        }
        ProjectMember wanted = known.stream()
                .filter(each -> each.folder().equals(awaited))
                .findFirst()
                .orElse(null);
        if (wanted != null) {
            awaited = null;
            choose(wanted);
        } else if (member.get() != null && !known.contains(member.get())) {
            choose(null);
        }
    }

    /** Does something to a member, which is shown from then on; "" for the project itself. */
    void changeFor(String memberFolder, Change change) {
        if (memberFolder.equals(home())) {
            change(change);
            return;
        }
        background.run(
                () -> engine.members(folder),
                known -> {
                    awaited = memberFolder;
                    show(known);
                    if (memberFolder.equals(home())) {
                        change(change);
                    }
                },
                problem::set);
    }

    private String home() {
        ProjectMember chosen = member.get();
        return chosen == null ? "" : chosen.folder();
    }

    private ProjectWatcher watch() {
        return ProjectWatcher.start(
                folder, folder.resolve(home()), QUIET, () -> background.ui().run(this::refreshUnlessBusy));
    }

    /** The project as its files stood when they were last read. */
    public ReadOnlyObjectProperty<ProjectOverview> overviewProperty() {
        return overview.getReadOnlyProperty();
    }

    public ProjectOverview overview() {
        return overview.get();
    }

    /** Why the files cannot be read now; null while they can. */
    public ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** What npm ls would complain of, worst first; nothing where nothing is installed at all. */
    public ObservableList<Complaint> complaints() {
        return readOnlyComplaints;
    }

    /** Takes out of node_modules what nobody asks for. */
    public void prune() {
        change(new Change.Prune());
    }

    /** Whose the project is, where it is another's; else null. */
    public ReadOnlyObjectProperty<@Nullable String> foreignOwnerProperty() {
        return foreignOwner.getReadOnlyProperty();
    }

    /** Why newest versions are not known; null while they are, or are being asked for. */
    public ReadOnlyObjectProperty<@Nullable DxException> latestProblemProperty() {
        return latest.problemProperty();
    }

    /** All direct dependencies. */
    public ObservableList<DependencyItem> dependencies() {
        return items;
    }

    /** Those that pass the filter. */
    public ObservableList<DependencyItem> shownDependencies() {
        return shown;
    }

    public StringProperty filterProperty() {
        return filter;
    }

    /** Which of them are wanted, beside what is typed. */
    public ObjectProperty<Showing> showingProperty() {
        return showing;
    }

    private void narrow() {
        String text = filter.get();
        Showing wanted = showing.get();
        shown.setPredicate(item -> wanted.includes(item) && matches(item, text));
    }

    public ScriptsModel scripts() {
        return scripts;
    }

    /** What the user is asked about scripts of a dependency; null while they are not asked. */
    public ReadOnlyObjectProperty<@Nullable Approval> approvalProperty() {
        return approval.getReadOnlyProperty();
    }

    public void askToApprove(DependencyScripts wanted, Change.Verdict verdict) {
        if (!busy.get()) {
            approval.set(new Approval(wanted, verdict));
        }
    }

    public void approve() {
        Approval asked = approval.get();
        approval.set(null);
        if (asked != null) {
            change(asked.change());
        }
    }

    public void leaveScripts() {
        approval.set(null);
    }

    public IntegerBinding outdatedProperty() {
        return outdated;
    }

    public IntegerBinding missingProperty() {
        return missing;
    }

    /** What is being done to the project, or was done last; null before anything was. */
    public ReadOnlyObjectProperty<@Nullable Operation<InstallReport>> operationProperty() {
        return operation.getReadOnlyProperty();
    }

    public OperationLog log() {
        return log;
    }

    /** Whether an operation runs; there is one at a time. */
    public BooleanProperty busyProperty() {
        return busy;
    }

    public boolean isBusy() {
        return busy.get();
    }

    public String installCommand() {
        return TerminalCommand.of(new Change.Sync());
    }

    public void install() {
        change(new Change.Sync());
    }

    /** What is to be added, as far as the user said it. */
    public AdditionForm addition() {
        return addition;
    }

    /** What the last word of what is typed there may mean. */
    Suggestions suggestions() {
        return suggestions;
    }

    public BooleanBinding canAddProperty() {
        return canAdd;
    }

    public StringBinding addCommandProperty() {
        return addCommand;
    }

    public void add() {
        if (canAdd.get()) {
            change(addition.get());
        }
    }

    /** Adds one package, whatever stands in the form. */
    public void add(String spec, DependencyKind kind) {
        change(new Change.Add(List.of(spec), kind == DependencyKind.PRODUCTION ? null : kind, Change.Precision.CARET));
    }

    /** Brings a dependency to its newest version, in the list it stands in. */
    public void update(DependencyItem item) {
        String version = item.newerVersion();
        if (version != null) {
            change(update(item, version));
        }
    }

    public String updateCommand(DependencyItem item) {
        String version = item.newerVersion();
        return version == null ? "" : command(update(item, version));
    }

    /** What the user is asked about updating; empty while they are not asked. */
    public ReadOnlyObjectProperty<List<DependencyItem>> updatesProperty() {
        return updates.getReadOnlyProperty();
    }

    public String updatesCommand() {
        return command(updating(updates.get()));
    }

    /** Asks about bringing those of these that can be updated to their newest versions. */
    public void askToUpdate(Collection<DependencyItem> chosen) {
        if (!busy.get()) {
            updates.set(
                    chosen.stream().filter(item -> item.newerVersion() != null).toList());
        }
    }

    /** Asks about all there are. */
    public void askToUpdateAll() {
        askToUpdate(items);
    }

    /** All in one operation: it works for all of them, or nothing is changed. */
    public void updateAll() {
        List<DependencyItem> wanted = updates.get();
        updates.set(List.of());
        if (!wanted.isEmpty()) {
            change(updating(wanted));
        }
    }

    public void leaveVersions() {
        updates.set(List.of());
    }

    /** The dependencies the user is asked about removing; empty while they are not asked. */
    public ReadOnlyObjectProperty<List<String>> removalProperty() {
        return removal.getReadOnlyProperty();
    }

    public String removalCommand() {
        return command(new Change.Remove(removal.get()));
    }

    /** What the removal that is asked about does to the tree; null as long as that is not known. */
    public ReadOnlyObjectProperty<@Nullable RemovalEffect> removalEffectProperty() {
        return removalEffect.getReadOnlyProperty();
    }

    public void askToRemove(Collection<DependencyItem> chosen) {
        if (!busy.get()) {
            List<String> names =
                    chosen.stream().map(DependencyItem::name).distinct().toList();
            removalEffect.set(null);
            removal.set(names);
            String home = home();
            // The question is there at once; what it means is said as soon as the lock is read, if there is one.
            background.run(
                    () -> {
                        Graph graph = engine.graph(folder);
                        GraphNode owner = graph.at(home);
                        return RemovalEffect.of(graph, owner == null ? graph.project() : owner, names);
                    },
                    effect -> {
                        if (removal.get().equals(names)) {
                            removalEffect.set(effect);
                        }
                    },
                    _ -> {});
        }
    }

    public void remove() {
        List<String> names = removal.get();
        removal.set(List.of());
        if (!names.isEmpty()) {
            change(new Change.Remove(names));
        }
    }

    public void keep() {
        removal.set(List.of());
    }

    /** Makes a change that ends a conflict, with all that was asked for when it arose. */
    public void fix(Fix fix) {
        changeFor(fix.folder(), fixing(fix));
    }

    public String fixCommand(Fix fix) {
        ProjectMember whom = members.stream()
                .filter(each -> each.folder().equals(fix.folder()))
                .findFirst()
                .orElse(null);
        return TerminalCommand.of(fixing(fix), whom);
    }

    private Change.Add fixing(Fix fix) {
        DependencyKind kind = lastChange instanceof Change.Add add ? add.saveAs() : null;
        return new Change.Add(fix.specs(), kind, Change.Precision.CARET);
    }

    /** Does again what was done last, after it failed or was cancelled. */
    public void retry() {
        change(lastChange);
    }

    public void cancel() {
        Operation<InstallReport> running = operation.get();
        if (running != null) {
            running.cancel();
        }
    }

    /** Reads the files again and asks again for the newest versions. */
    public void refresh() {
        latest.stop();
        items.forEach(item -> item.setLatest(new Latest.Unasked()));
        read();
    }

    /** Stops watching and asking. An operation under way goes on. */
    void close() {
        watcher.close();
        latest.stop();
        if (comparing != null) {
            comparing.cancel();
        }
        scripts.close();
        if (readingFacts != null) {
            readingFacts.cancel();
        }
    }

    void change(Change change) {
        if (busy.get()) {
            return;
        }
        lastChange = change;
        ProjectMember whom = whom(change);
        InstallRequest request = InstallRequest.of(folder, change)
                .of(whom == null ? MemberChoice.NONE : MemberChoice.named(List.of(whom.name())));
        Operation<InstallReport> started = operations.start(
                new Operation.Task<InstallReport>(
                                ProjectWords.title(change, whom == null ? name : whom.name()),
                                TerminalCommand.of(change, whom),
                                events -> engine.install(request, events),
                                ProjectWords::summary)
                        .resumedBy(resumption(change)),
                log);
        busy.set(true);
        operation.set(started);
        started.outcomeProperty().subscribe(outcome -> {
            if (outcome.over()) {
                ended(change, outcome);
            }
        });
    }

    /** Lists of dependencies are a member's own; everything else is the project's as a whole. */
    private @Nullable ProjectMember whom(Change change) {
        return switch (change) {
            case Change.Add _, Change.Remove _, Change.Update _ -> member.get();
            case Change.Sync _,
                    Change.Import _,
                    Change.Dedupe _,
                    Change.Prune _,
                    Change.Approve _,
                    Change.Rebuild _,
                    Change.Link _ -> null;
        };
    }

    private String command(Change change) {
        return TerminalCommand.of(change, whom(change));
    }

    private Resumption resumption(Change change) {
        List<String> words = new ArrayList<>(List.of(folder.toString(), home()));
        words.addAll(ChangeWords.of(change));
        return new Resumption(Resumption.Kind.PROJECT, words);
    }

    private void ended(Change change, Outcome<InstallReport> outcome) {
        busy.set(false);
        if (outcome instanceof Outcome.Done<InstallReport> && change.equals(addition.get())) {
            addition.textProperty().set("");
        }
        read();
    }

    private void refreshUnlessBusy() {
        if (!busy.get()) {
            read();
        }
    }

    private void read() {
        if (reading != null) {
            reading.cancel();
        }
        String home = home();
        reading = background.run(() -> engine.inspect(folder, home), this::show, problem::set);
    }

    private void show(ProjectOverview fresh) {
        problem.set(null);
        List<DependencyRow> rows = fresh.dependencies();
        if (sameDependencies(rows)) {
            for (int i = 0; i < rows.size(); i++) {
                items.get(i).setRow(rows.get(i));
            }
        } else {
            items.setAll(itemsFor(rows));
        }
        if (member.get() == null) {
            name = fresh.name();
        }
        overview.set(fresh);
        latest.ask(items);
        scripts.read();
        if (readingFacts != null) {
            readingFacts.cancel();
        }
        compare(fresh);
        String home = home();
        readingFacts = background.run(
                () -> new Facts(engine.facts(folder, home), engine.foreignOwner(folder), engine.members(folder)),
                // Where these cannot be read, all that is missing is what they would add.
                facts -> {
                    items.forEach(item -> item.setFacts(facts.dependencies().get(item.name())));
                    foreignOwner.set(facts.foreignOwner());
                    show(facts.members());
                },
                _ -> {});
    }

    /** Reads every manifest there is, which takes longer than all the rest. */
    private void compare(ProjectOverview fresh) {
        if (comparing != null) {
            comparing.cancel();
        }
        if (fresh.modules() == ProjectOverview.ModulesState.ABSENT) {
            complaints.clear();
            return;
        }
        comparing = background.run(
                () -> engine.complaints(folder),
                found -> {
                    if (!complaints.equals(found)) {
                        complaints.setAll(found);
                    }
                },
                // What keeps it from being compared is told where it keeps something from being done.
                _ -> complaints.clear());
    }

    private boolean sameDependencies(List<DependencyRow> rows) {
        if (rows.size() != items.size()) {
            return false;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!items.get(i).isSameDependency(rows.get(i))) {
                return false;
            }
        }
        return true;
    }

    private List<DependencyItem> itemsFor(List<DependencyRow> rows) {
        Map<String, DependencyItem> known = new HashMap<>();
        items.forEach(item -> known.put(item.kind().manifestKey() + " " + item.name(), item));
        List<DependencyItem> next = new ArrayList<>(rows.size());
        for (DependencyRow row : rows) {
            DependencyItem item = known.get(row.kind().manifestKey() + " " + row.name());
            if (item == null) {
                item = new DependencyItem(row);
            } else {
                item.setRow(row);
            }
            next.add(item);
        }
        return next;
    }

    private static Change.Add updating(List<DependencyItem> wanted) {
        return new Change.Add(
                wanted.stream()
                        .map(item -> item.name() + "@" + item.newerVersion())
                        .toList(),
                null,
                Change.Precision.CARET);
    }

    private static Change.Add update(DependencyItem item, String version) {
        return new Change.Add(List.of(item.name() + "@" + version), null, Change.Precision.CARET);
    }

    private IntegerBinding countOf(DependencyStatus status) {
        return Bindings.createIntegerBinding(
                () -> (int)
                        items.stream().filter(item -> item.status() == status).count(),
                items);
    }

    private static boolean matches(DependencyItem item, String text) {
        String wanted = Objects.requireNonNullElse(text, "").strip().toLowerCase(Locale.ROOT);
        return item.name().toLowerCase(Locale.ROOT).contains(wanted);
    }
}
