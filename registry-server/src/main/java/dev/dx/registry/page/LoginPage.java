package dev.dx.registry.page;

/** The page on which somebody confirms a login that began elsewhere. */
public final class LoginPage {
    /** Who may confirm it. */
    public enum Kind {
        KNOWN,
        NEW_OR_KNOWN
    }

    private LoginPage() {}

    /**
     * @param peer the address that the login was asked for from
     * @param form what the form sends along, to show that it is this page's
     * @param trouble what was wrong the last time; empty for nothing
     */
    public static String ask(String peer, String form, Kind kind, String trouble) {
        Html html = new Html();
        Pages.head(html, "Log in", "");
        html.tag("<h1>Log in</h1>\n<p>A program at ")
                .text(peer)
                .tag(" asks to act in your name here. Go on only if you have just begun this login yourself.</p>\n");
        if (!trouble.isEmpty()) {
            html.tag("<p class=\"warning\" role=\"alert\">").text(trouble).tag("</p>\n");
        }
        html.tag("<form method=\"post\" class=\"login\" autocomplete=\"off\"><input type=\"hidden\""
                        + " name=\"form\" value=\"")
                .text(form)
                .tag("\">\n<p><label>Name <input name=\"name\" required autofocus autocapitalize=\"none\"")
                .tag(" autocomplete=\"username\"></label></p>\n<p><label>Password <input type=\"password\"")
                .tag(" name=\"password\" required autocomplete=\"current-password\"></label></p>\n");
        if (kind == Kind.NEW_OR_KNOWN) {
            html.tag("<p class=\"dim\">A name that is new here gets an account with this password.</p>\n");
        }
        html.tag("<p><button>Log in</button> <button name=\"refuse\" value=\"1\""
                + " formnovalidate>Refuse</button></p></form>\n");
        return Pages.foot(html);
    }

    /** A page with a sentence. */
    public static String said(String words) {
        return Pages.refusal(words);
    }
}
