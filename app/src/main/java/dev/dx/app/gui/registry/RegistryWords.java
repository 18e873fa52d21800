package dev.dx.app.gui.registry;

import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Identity;
import dev.dx.registry.access.NamePattern;
import dev.dx.registry.access.Tokens;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What the Registry screen calls things. */
final class RegistryWords {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private RegistryWords() {}

    static String time(Instant when) {
        return CLOCK.format(when.atZone(ZoneId.systemDefault()));
    }

    static String day(Instant when) {
        return DAY.format(when.atZone(ZoneId.systemDefault()));
    }

    static String changed(HostedItem item) {
        return item.modified().length() < 20 ? item.modified() : Measures.date(Instant.parse(item.modified()));
    }

    /** What it may, and with which packages where not with all. */
    static String may(Tokens.Token token) {
        String what = briefly(token.permission());
        return token.names().isEmpty()
                ? what
                : Messages.text(
                        "question.accessible",
                        what,
                        String.join(
                                ", ",
                                token.names().stream().map(NamePattern::text).toList()));
    }

    /** In one word: who may publish may read. */
    private static String briefly(Identity.Permission permission) {
        return switch (permission) {
            case READ -> Messages.text("registry.tokens.read");
            case WRITE -> Messages.text("registry.tokens.publish");
        };
    }

    static String of(Identity.Permission permission) {
        return switch (permission) {
            case READ -> Messages.text("registry.tokens.read");
            case WRITE -> Messages.text("registry.tokens.write");
        };
    }

    static String of(AccessRules.Who who) {
        return switch (who) {
            case AccessRules.Who.Everyone _ -> Messages.text("registry.rules.everyone");
            case AccessRules.Who.Users _ -> Messages.text("registry.rules.users");
            case AccessRules.Who.Only(List<String> names) -> String.join(", ", names);
        };
    }
}
