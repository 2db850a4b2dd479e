using Spectre.Console;

namespace NotionSync.Tests.Cli;

/// <summary>A console that writes into a string, as wide as a test wants it.</summary>
internal sealed class TextConsole : IDisposable
{
    private readonly StringWriter _text = new();

    public TextConsole(int width = 160, bool isTerminal = false)
    {
        Console = AnsiConsole.Create(new()
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(_text),
        });
        Console.Profile.Width = width;
    }

    public IAnsiConsole Console { get; }

    public string Text => _text.ToString();

    public void Dispose() => _text.Dispose();
}
