package dev.signalbox.rules;

import java.util.List;

/**
 * Those who may do something: the IAM identities that one of the including patterns fits, and no excluding one. A pattern that begins
 * with {@code arn:} fits the whole ARN of an identity, any other one the whole of its name.
 *
 * @param globs patterns of texts, as the file lists them; an empty list means nobody
 */
public record Callers(List<Glob> globs) {

    /** Nobody. */
    public static final Callers NOBODY = new Callers(List.of());

    private static final String ARN = "arn:";
    /** A user and a session of a role of whom no pattern knows. */
    private static final List<String> STRANGERS =
            List.of("arn:aws:iam::000000000000:user/\uE000", "arn:aws:sts::000000000000:assumed-role/\uE000/\uE000");

    public Callers {
        globs = List.copyOf(globs);
    }

    /** An identity's name: what follows the account in its ARN, such as {@code user/ada}; empty where there is none. */
    public static String name(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length == 6 ? parts[5] : "";
    }

    /** Whether an identity is among them; nobody is whom AWS does not tell. */
    public boolean include(String arn) {
        return !name(arn).isEmpty() && globs.stream().anyMatch(glob -> !glob.excludes() && fits(glob, arn))
                && globs.stream().noneMatch(glob -> glob.excludes() && fits(glob, arn));
    }

    /** Whether they are everybody, or nearly so: users and roles alike, whatever they are called. */
    boolean areEverybody() {
        return STRANGERS.stream().allMatch(this::include);
    }

    private static boolean fits(Glob glob, String arn) {
        return glob.fits(glob.toString().startsWith(glob.excludes() ? "!" + ARN : ARN) ? arn : name(arn));
    }
}
