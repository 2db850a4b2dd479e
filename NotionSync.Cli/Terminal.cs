using Spectre.Console;

namespace NotionSync.Cli;

/// <summary>The console as this command uses it: colours and live progress on a terminal, plain lines elsewhere.</summary>
internal static class Terminal
{
    // A file or a pipe has no width; wide enough that a table's rows stay whole, narrow enough to read.
    private const int RedirectedWidth = 160;

    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new());

        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = RedirectedWidth;
            console.Profile.Capabilities.Ansi = false;
            console.Profile.Capabilities.Interactive = false;
        }

        return console;
    }

    public static void WriteError(string message) => Console.Error.WriteLine($"run: {message}");

    /// <summary>Writes a line as it is: not wrapped, so that a URL can be copied, and without control characters.</summary>
    public static void Line(this IAnsiConsole console, string line = "") => console.Profile.Out.Writer.WriteLine(Printable(line));

    /// <summary>Text that came from elsewhere, without what could move a terminal's cursor or end the line.</summary>
    public static string Printable(string text)
        => string.Create(text.Length, text, static (span, text) =>
        {
            for (var index = 0; index < span.Length; index++)
            {
                span[index] = char.IsControl(text[index]) || text[index] is '\u2028' or '\u2029' ? ' ' : text[index];
            }
        });
}
