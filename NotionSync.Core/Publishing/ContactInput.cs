namespace NotionSync.Publishing;

/// <summary>Checks what people write about contacts.</summary>
internal static class ContactInput
{
    /// <summary>RFC 5321 allows 254 characters of an address (https://www.rfc-editor.org/errata/eid1690).</summary>
    private const int MaxEmailLength = 254;

    private const int MaxTextLength = 200;

    /// <returns>The address in lower case.</returns>
    /// <exception cref="ProblemException"><c>invalid_email</c>.</exception>
    public static string Email(string? text)
    {
        var email = text?.Trim().ToLowerInvariant() ?? string.Empty;

        return email.Length is > 2 and <= MaxEmailLength
            && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
            && at == email.LastIndexOf('@')
            && at < email.Length - 1
            && !email.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || char.IsSurrogate(character) || character is '<' or '>' or ',' or ';' or '"' or '\\')
                ? email
                : throw new ProblemException(ProblemKind.Invalid, "invalid_email", "This is not an e-mail address.");
    }

    /// <exception cref="ProblemException"><c>invalid_request</c>: longer than 200 characters, or more than one line.</exception>
    public static string? Line(string? text, string name)
    {
        var line = text?.Trim();

        return line is not { Length: > MaxTextLength } && line?.Any(char.IsControl) != true
            ? (line is { Length: 0 } ? null : line)
            : throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"{name} is one line of at most {MaxTextLength} characters.");
    }
}
