package dev.dx.registry.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what to which packages. The first rule whose pattern fits a name decides. Safe for use by many threads: each
 * question is answered by the rules that hold when it is asked.
 */
public final class AccessRules {
    /** Those a rule lets do something. */
    public sealed interface Who {
        record Everyone() implements Who {}

        /** Whoever has a token. */
        record Users() implements Who {}

        record Only(List<String> users) implements Who {
            public Only {
                users = List.copyOf(users);
            }
        }

        default boolean includes(@Nullable String user) {
            return switch (this) {
                case Everyone _ -> true;
                case Users _ -> user != null;
                case Only(List<String> users) -> user != null && users.contains(user);
            };
        }
    }

    /** Where packages that are not hosted here come from. */
    public enum Beyond {
        UPSTREAM,
        /** Nowhere: their names are never told to anybody. */
        NOWHERE
    }

    /** What holds for the packages of a pattern. */
    public record Rule(NamePattern pattern, Who read, Who publish, Beyond beyond) {}

    public static final Rule FOR_THE_REST =
            new Rule(new NamePattern("*"), new Who.Everyone(), new Who.Users(), Beyond.UPSTREAM);

    private volatile List<Rule> rules;

    public AccessRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    public List<Rule> rules() {
        return rules;
    }

    /** From now on these hold. */
    public void replace(List<Rule> others) {
        rules = List.copyOf(others);
    }

    public Rule ruleFor(String name) {
        for (Rule rule : rules) {
            if (rule.pattern().matches(name)) {
                return rule;
            }
        }
        return FOR_THE_REST;
    }

    public boolean mayRead(Identity identity, String name) {
        return ruleFor(name).read().includes(identity.user());
    }

    /** Whether anybody may, so that an answer can be kept by whoever is in between. */
    public boolean isPublic(String name) {
        return ruleFor(name).read() instanceof Who.Everyone;
    }

    public boolean mayPublish(Identity identity, String name) {
        return identity.mayWrite(name) && ruleFor(name).publish().includes(identity.user());
    }

    public boolean asksUpstream(String name) {
        return ruleFor(name).beyond() == Beyond.UPSTREAM;
    }
}
