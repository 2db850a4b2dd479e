using Spectre.Console;

namespace NotionSync.Cli;

/// <summary>Gets the token of a Notion integration without ever showing it.</summary>
internal static class TokenReader
{
    private const string Ask = "-";

    public static bool IsGiven(string? option) => Given(option) is not null;

    /// <returns>The token, or null when none was given.</returns>
    /// <exception cref="RunFailedException">It was to be asked for, and nothing came.</exception>
    public static async Task<string?> ReadAsync(string? option, IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (Given(option) is not Ask)
        {
            return Given(option);
        }

        var token = console.Profile.Capabilities.Interactive && !Console.IsInputRedirected
            ? await new TextPrompt<string>("Notion integration token:").Secret(mask: null).ShowAsync(console, cancellationToken)
            : await Console.In.ReadLineAsync(cancellationToken);

        return token?.Trim() is { Length: > 0 } given
            ? given
            : throw new RunFailedException("--token -: no token came from the standard input.");
    }

    private static string? Given(string? option)
        => option ?? (Environment.GetEnvironmentVariable(RunCommand.TokenVariable) is { Length: > 0 } value ? value : null);
}
