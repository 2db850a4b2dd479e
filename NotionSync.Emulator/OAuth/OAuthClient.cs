namespace NotionSync.Emulator.OAuth;

/// <summary>A public connection as its developer registers it in Notion's portal.</summary>
/// <param name="Name">What the consent page calls it, and its bots are called.</param>
/// <param name="RedirectUris">Where a consent may return to; compared letter by letter.</param>
internal sealed record OAuthClient(string Id, string Secret, string Name, IReadOnlyList<string> RedirectUris)
{
    private const int LeastParts = 3;

    /// <summary>Reads <c>ID,SECRET,REDIRECT[,REDIRECT...]</c>, the form of the command line.</summary>
    /// <exception cref="FormatException">Something is missing.</exception>
    public static OAuthClient Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        return parts.Length >= LeastParts
            ? new(parts[0], parts[1], "NotionSync", parts[2..])
            : throw new FormatException($"--oauth-client takes ID,SECRET,REDIRECT, not '{text}'.");
    }
}
