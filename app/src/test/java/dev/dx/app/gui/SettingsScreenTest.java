package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.dx.app.gui.settings.Setting;
import dev.dx.app.gui.settings.SettingsModel;
import dev.dx.app.settings.ThemeChoice;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.fetch.ConnectionTrial.Stage;
import dev.dx.engine.fetch.ConnectionTrial.State;
import dev.dx.engine.fetch.ConnectionTrial.Step;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.registry.tls.Certificate;
import dev.dx.registry.tls.ServerTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javafx.scene.control.ComboBox;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Settings screen over the real engine, real files, and a registry on loopback. */
class SettingsScreenTest {
    @TempDir
    Path work;

    private final LocalRegistry registry = LocalRegistry.start();
    private Path npmrc;
    private EngineOnDemand engine;

    @BeforeEach
    void write() throws IOException {
        npmrc = Files.createDirectories(work.resolve("user")).resolve(".npmrc");
        Files.writeString(
                npmrc,
                "registry=" + registry.url() + "\n" + registry.url().substring("http:".length())
                        + ":_authToken=sesame\nsave-exact=true\n");
        engine = new EngineOnDemand(new Environment(
                Map.of("DX_HOME", work.resolve("home").toString(), "npm_config_fetch_timeout", "9000"),
                work.resolve("user"),
                Platform.current()));
    }

    @AfterEach
    void stop() {
        engine.close();
        registry.close();
    }

    @Test
    void showsWhereSettingsComeFromChangesThemAndFindsTheStepThatFails() throws Exception {
        registry.requireToken("sesame");
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            SettingsModel model = window.services().configuration();
            window.goTo("Settings");
            await("the settings", () -> !model.shown().isEmpty());
            assertEquals(Setting.From.USER, setting(model, "save-exact").from());
            assertEquals(
                    Setting.From.ENVIRONMENT, setting(model, "fetch-timeout").from());
            assertEquals(Setting.From.DEFAULT, setting(model, "strict-ssl").from());
            assertFalse(onUi(() -> model.shown().toString()).contains("sesame"));
            window.robot
                    .clickOn("save-exact")
                    .clickOn("#value")
                    .push(KeyCode.CONTROL, KeyCode.A)
                    .write("false");
            window.robot.clickOn("Save");
            await("the change", () -> setting(model, "save-exact").value().equals("false"));
            assertTrue(Files.readString(npmrc).contains("save-exact=false"));

            window.robot.clickOn("#filter").write("nowhere");
            window.clickOnceShown("Clear the filter");
            await("the settings", () -> !model.shown().isEmpty());

            window.robot.clickOn("Test the connection");
            await(
                    "all steps",
                    () -> model.steps().size() == 5 && !model.tryingProperty().get());
            assertTrue(steps(model).stream().noneMatch(step -> step.state() == State.FAILED));
            assertTrue(
                    steps(model).getLast().found().contains(":_authToken from " + npmrc),
                    steps(model).toString());
            window.pictures("settings");
            ComboBox<?> theme = assertInstanceOf(ComboBox.class, window.find("#theme"));
            onUi(() -> {
                theme.getSelectionModel().selectFirst();
                return theme;
            });
            assertEquals(
                    ThemeChoice.SYSTEM,
                    onUi(() -> window.services().appearance().choiceProperty().get()));

            registry.requireToken("another");
            onUi(() -> {
                model.tryConnection();
                return model;
            });
            await("the refusal", () -> !model.tryingProperty().get());
            assertEquals(Stage.ANSWER, steps(model).getLast().stage());
            registry.stop();
            onUi(() -> {
                model.tryConnection();
                return model;
            });
            await("the end", () -> !model.tryingProperty().get());
            assertEquals(Stage.CONNECT, steps(model).getLast().stage());
            assertEquals(State.FAILED, steps(model).getLast().state());
            window.pictures("settings-connection-refused");
        }
    }

    /** Made by itself, as companies' own are: the step says so and names it, and the file that vouches for it helps. */
    @Test
    void saysWhoseCertificateIsNotTrusted() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Objects.requireNonNull(
                ServerTls.context(new Certificate.SelfMade(), work, InetAddress.getLoopbackAddress(), Set.of()))));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        Path certificate = work.resolve("tls/certificate.pem");
        String its = "registry=https://127.0.0.1:" + server.getAddress().getPort() + "/\n";
        Files.writeString(npmrc, its);
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            SettingsModel model = window.services().configuration();
            window.goTo("Settings");
            await("the settings", () -> !model.shown().isEmpty());
            window.robot.clickOn("Test the connection");
            await(
                    "the end",
                    () -> !model.steps().isEmpty() && !model.tryingProperty().get());
            Step failed = steps(model).getLast();
            assertEquals(Stage.TLS, failed.stage());
            assertEquals(State.FAILED, failed.state());
            String subject = subjectOf(certificate);
            assertTrue(failed.found().contains(subject), failed.found() + " does not name " + subject);
            window.pictures("settings-bad-certificate");

            Files.writeString(npmrc, its + "cafile=" + certificate + "\n");
            window.robot.clickOn("Test the connection");
            await(
                    "an answer",
                    () -> steps(model).stream()
                            .anyMatch(step -> step.stage() == Stage.ANSWER && step.state() == State.GOOD));
        } finally {
            server.stop(0);
        }
    }

    private static String subjectOf(Path certificate) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate read =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            String name = read.getSubjectX500Principal().getName();
            return name.substring(name.indexOf('=') + 1).replaceAll(",.*", "");
        }
    }

    private static List<Step> steps(SettingsModel model) {
        return onUi(() -> List.copyOf(model.steps()));
    }

    private static Setting setting(SettingsModel model, String key) {
        return onUi(() -> model.shown().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow());
    }
}
