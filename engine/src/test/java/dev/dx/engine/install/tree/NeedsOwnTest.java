package dev.dx.engine.install.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeedsOwnTest {
    private static Map<String, Set<String>> packages(String... ids) {
        Map<String, Set<String>> packages = new java.util.HashMap<>();
        for (String id : ids) {
            int at = id.lastIndexOf('@');
            packages.put(id.substring(0, at), Set.of(id.substring(at + 1)));
        }
        return packages;
    }

    @Test
    void aToolIsFoundByNameAndVersion() {
        NeedsOwn tools = NeedsOwn.parse("# comment\n\nastro >=5: its server\n@storybook/* <10: likewise\n");
        assertEquals("astro@5.1.0 its server", tools.among(packages("leaf@1.0.0", "astro@5.1.0")));
        assertNull(tools.among(packages("astro@4.9.9")));
        assertNotNull(tools.among(packages("astro@6.0.0-beta.1")), "what comes before a release is like it");
        assertEquals("@storybook/react@9.1.0 likewise", tools.among(packages("@storybook/react@9.1.0")));
        assertNull(tools.among(packages("storybook@9.1.0", "@storybook/react@10.0.0")));
        assertNull(tools.among(Map.of()));
    }

    @Test
    void someAreAProblemOnlyWithOthers() {
        NeedsOwn tools = NeedsOwn.parse("vite >=8 with @fontsource/* bootstrap-icons: fonts");
        assertNull(tools.among(packages("vite@8.0.1")));
        assertNull(tools.among(packages("vite@7.0.0", "@fontsource/roboto@5.0.0")));
        assertEquals("vite@8.0.1 fonts", tools.among(packages("vite@8.0.1", "@fontsource/roboto@5.0.0")));
        assertEquals("vite@8.0.1 fonts", tools.among(packages("vite@8.0.1", "bootstrap-icons@1.0.0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"astro", "astro >=5", "astro >=5 with: x", "astro >=5 and y: x", "astro nonsense-: x"})
    void aLineThatCannotBeReadIsADefect(String line) {
        assertThrows(IllegalArgumentException.class, () -> NeedsOwn.parse(line));
    }

    @Test
    void theToolsThatWereTriedAreKnown() {
        NeedsOwn known = NeedsOwn.known();
        for (String id : new String[] {
            "next@15.5.0",
            "next@16.0.0",
            "@sveltejs/kit@2.9.0",
            "nuxt@4.0.0",
            "astro@5.0.0",
            "@react-router/dev@7.0.0",
            "storybook@10.0.0",
            "react-native@0.87.0",
            "@vercel/nft@1.0.0",
            "app-root-path@3.1.0",
            "typeorm@0.3.20",
            "patch-package@8.0.1"
        }) {
            assertNotNull(known.among(packages(id)), id);
        }
        for (String id : new String[] {
            "express@5.0.0",
            "jest@30.0.0",
            "vitest@4.0.0",
            "webpack@5.0.0",
            "vite@8.0.0",
            "@angular/core@21.0.0",
            "@nestjs/core@11.0.0",
            "@docusaurus/core@3.0.0",
            "gatsby@5.0.0",
            "eslint@9.0.0"
        }) {
            assertNull(known.among(packages(id)), id);
        }
    }
}
