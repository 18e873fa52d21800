package dev.dx.app.gui.cache;

import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Fact;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.OperationPanel;
import dev.dx.app.gui.control.ProblemBox;
import dev.dx.app.gui.control.Question;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.cache.CacheUse;
import dev.dx.engine.cache.Subject;
import dev.dx.engine.cache.Tier;
import dev.dx.engine.install.overview.CacheOverview;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The Cache screen: numbers above, installs as columns, and what was slowest to fetch. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
public final class CacheView implements ScreenView {
    private final CacheModel model;
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");
    private @Nullable OperationPanel panel;

    @FXML
    private StackPane root;

    @FXML
    private Button clear;

    @FXML
    private ProblemBox problem;

    @FXML
    private Fact rateFact;

    @FXML
    private Fact savedFact;

    @FXML
    private Fact networkFact;

    @FXML
    private Fact aheadFact;

    @FXML
    private Fact sizeFact;

    @FXML
    private Fact filterFact;

    @FXML
    private Fact wrongFact;

    @FXML
    private VBox reading;

    @FXML
    private VBox nothing;

    @FXML
    private VBox page;

    @FXML
    private TierChart chart;

    @FXML
    private Label chosen;

    @FXML
    private TableView<CacheUse.Fetch> slowest;

    @FXML
    private TableColumn<CacheUse.Fetch, CacheUse.Fetch> whatColumn;

    @FXML
    private TableColumn<CacheUse.Fetch, CacheUse.Fetch> kindColumn;

    @FXML
    private TableColumn<CacheUse.Fetch, CacheUse.Fetch> bytesColumn;

    @FXML
    private TableColumn<CacheUse.Fetch, CacheUse.Fetch> timeColumn;

    @FXML
    private CommandStrip command;

    @FXML
    private StackPane operationHost;

    @FXML
    private Question question;

    public CacheView(CacheModel model) {
        this.model = model;
        Fxml.load(this, Node.class);
    }

    @Override
    public Parent node() {
        return root;
    }

    @Override
    public void focus() {
        clear.requestFocus();
        model.refresh();
    }

    @Override
    public ObservableValue<String> status() {
        return status.getReadOnlyProperty();
    }

    @Override
    public List<ScreenCommand> commands() {
        return List.of(
                ScreenCommand.of(Messages.text("cache.clear"), Feather.TRASH_2, this::clear)
                        .when(() -> !clear.isDisabled()),
                ScreenCommand.of(Messages.text("cache.again"), Feather.REFRESH_CW, "F5", model::refresh));
    }

    @FXML
    void initialize() {
        command.setCommand("dx stats");
        clear.disableProperty()
                .bind(model.busyProperty().or(model.overviewProperty().isNull()));
        Columns.text(whatColumn, "name-cell", CacheUse.Fetch::what);
        Columns.text(kindColumn, "kind-cell", fetch -> words(fetch.subject()));
        Columns.bytes(bytesColumn, CacheUse.Fetch::bytes);
        Columns.text(timeColumn, "number-cell", fetch -> Measures.took(Duration.ofMillis(fetch.micros() / 1000)));
        timeColumn.setComparator(Comparator.comparingLong(CacheUse.Fetch::micros));
        slowest.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        slowest.setPlaceholder(new Label(Messages.text("cache.slowest.none")));
        model.problemProperty().subscribe(failure -> {
            problem.showWithRetry(failure, model::refresh);
            showReading();
        });
        model.knownProperty().subscribe(this::show);
        model.overviewProperty().subscribe(this::show);
        chart.chosenProperty()
                .subscribe(
                        run -> chosen.setText(run == null ? Messages.text("cache.chart.hint") : TierChart.words(run)));
        model.operationProperty().subscribe(operation -> {
            if (operation != null) {
                showOperation(operation);
            }
        });
    }

    /** Says what would go before it does. */
    @FXML
    void clear() {
        CacheOverview overview = model.overviewProperty().get();
        if (overview != null) {
            question.ask(
                    new Question.Asked(
                            Messages.text("cache.clear.title", Measures.bytes((double) overview.bytes())),
                            Messages.text("cache.clear.text", overview.documents()),
                            model.command(),
                            Messages.text("cache.clear.yes"),
                            Messages.text("cache.clear.no")),
                    model::clear,
                    () -> {});
        }
    }

    private void showOperation(Operation<?> operation) {
        if (panel == null) {
            panel = new OperationPanel(model.log(), model::clear);
            operationHost.getChildren().add(panel);
        }
        panel.show(operation);
    }

    /** Also while the other half, what is there, is counted. */
    private void showReading() {
        boolean unread = model.knownProperty().get() == null;
        boolean failed = model.problemProperty().get() != null;
        Shown.only(reading, unread && !failed);
        if (unread) {
            status.set(failed ? Messages.text("cache.unread") : Messages.text("cache.reading"));
        }
    }

    private void show(CacheModel.@Nullable Known known) {
        showReading();
        boolean empty = known != null && known.runs().isEmpty();
        Shown.only(nothing, empty);
        Shown.only(page, known != null && !empty);
        if (known == null) {
            return;
        }
        double rate = known.hitRate();
        rateFact.setValue(rate < 0 ? Messages.text("version.none") : Messages.text("cache.percent", rate));
        rateFact.setExplanation(Messages.text(
                "cache.fact.rate.text",
                known.asked(),
                known.found(Tier.MEMORY),
                known.found(Tier.DISK),
                known.found(Tier.NETWORK)));
        savedFact.setValue(Measures.bytes((double) known.all().bytesSaved()));
        savedFact.setExplanation(
                Messages.text("cache.fact.saved.text", known.runs().size()));
        long fetched = 0;
        for (Subject subject : Subject.values()) {
            fetched += known.all().hits(subject, Tier.NETWORK).bytes();
        }
        networkFact.setValue(Measures.bytes((double) fetched));
        networkFact.setExplanation(Messages.text("cache.fact.network.text", known.found(Tier.NETWORK)));
        CacheUse.Ahead ahead = known.all().ahead();
        aheadFact.setValue(
                ahead.fetched() == 0
                        ? Messages.text("version.none")
                        : Messages.text("cache.percent", (double) ahead.used() / ahead.fetched()));
        aheadFact.setExplanation(Messages.text(
                "cache.fact.ahead.text", ahead.fetched(), Measures.bytes((double) ahead.bytes()), ahead.used()));
        wrongFact.setValue(Messages.text("cache.percent", known.all().falsePositives()));
        wrongFact.setExplanation(Messages.text(
                "cache.fact.wrong.text", known.all().knownAbsent(), known.all().wronglyPassed()));
        chart.show(known.runs());
        chart.setAccessibleText(
                Messages.text("cache.chart.accessible", known.runs().size()));
        slowest.getItems().setAll(known.all().slowest());
        status.set(
                rate < 0
                        ? Messages.text("cache.status.none")
                        : Messages.text("cache.status", rate, known.runs().size()));
    }

    private void show(@Nullable CacheOverview overview) {
        if (overview == null) {
            sizeFact.setValue(Messages.text("store.counting"));
            filterFact.setValue(Messages.text("store.counting"));
            return;
        }
        sizeFact.setValue(Measures.bytes((double) overview.bytes()));
        sizeFact.setExplanation(Messages.text("cache.fact.size.text", overview.documents()));
        filterFact.setValue(Messages.text("cache.percent", overview.filterFill()));
        filterFact.setExplanation(Messages.text("cache.fact.filter.text", overview.filterErrors()));
    }

    private static String words(Subject subject) {
        return switch (subject) {
            case PACKUMENT -> Messages.text("cache.kind.document");
            case TARBALL -> Messages.text("cache.kind.archive");
        };
    }
}
