package dev.dx.app.gui.registry;

import dev.dx.app.gui.control.Sparkline;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What the registry does just now, one card for each thing that is measured. */
final class SparkCards {
    private static final int PLACES = 120;

    private final List<Card> cards = new ArrayList<>();

    SparkCards() {
        cards.add(new Card(
                Messages.text("registry.chart.requests"),
                RegistrySample::requests,
                rate -> Messages.text("registry.chart.rate", rate)));
        cards.add(new Card(Messages.text("registry.chart.bytes"), RegistrySample::bytes, Measures::perSecond));
        cards.add(new Card(Messages.text("registry.chart.latency"), RegistrySample::p50Micros, SparkCards::millis));
        cards.add(new Card(
                Messages.text("registry.chart.connections"),
                sample -> sample.connections(),
                count -> Long.toString(Math.round(count))));
        cards.add(new Card(
                Messages.text("registry.chart.hits"),
                RegistrySample::hitRate,
                share -> Messages.text("convert.percent", share * 100)));
    }

    List<Node> nodes() {
        return cards.stream().map(card -> (Node) card.box).toList();
    }

    void show(List<RegistrySample> samples) {
        cards.forEach(card -> card.show(samples));
    }

    private static String millis(double micros) {
        return Messages.text("registry.chart.millis", micros / 1_000);
    }

    private static final class Card {
        private final VBox box;
        private final Label value = new Label();
        private final Sparkline line = new Sparkline(PLACES);
        private final String title;
        private final ToDoubleFunction<RegistrySample> what;
        private final DoubleFunction<String> words;

        Card(String title, ToDoubleFunction<RegistrySample> what, DoubleFunction<String> words) {
            this.title = title;
            this.what = what;
            this.words = words;
            Label caption = new Label(title);
            caption.getStyleClass().add("spark-title");
            value.getStyleClass().add("spark-value");
            value.setMinWidth(Region.USE_PREF_SIZE);
            box = new VBox(caption, value, line);
            box.getStyleClass().add("spark-card");
            box.setMinWidth(0);
            box.setPrefWidth(120);
            HBox.setHgrow(box, Priority.ALWAYS);
            show(List.of());
        }

        void show(List<RegistrySample> samples) {
            List<Double> values = samples.stream().map(what::applyAsDouble).toList();
            double last = Double.NaN;
            for (Double each : values) {
                last = each.isNaN() ? last : each;
            }
            String text = Double.isNaN(last) ? Messages.text("version.none") : words.apply(last);
            value.setText(text);
            line.setAccessibleText(Messages.text("question.accessible", title, text));
            line.show(values);
        }
    }
}
