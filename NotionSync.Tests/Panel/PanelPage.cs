using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using NotionSync.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace NotionSync.Tests.Panel;

/// <summary>A page of the panel, and what the browser complained of while it was open.</summary>
internal sealed class PanelPage : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(RepositoryRoot.File("NotionSync.AdminPanel", "node_modules", "axe-core", "axe.min.js")));

    private readonly ConcurrentQueue<string> _complaints = new();

    public PanelPage(IPage page, Uri address)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("about:", StringComparison.Ordinal))
            {
                _complaints.Enqueue($"A request left the host: {request.Url}");
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public Task SeeAsync(string text) => Expect(Page.GetByText(text).First).ToBeVisibleAsync(new() { Timeout = 30_000 });

    public Task SeeHeadingAsync(string name) => Expect(Heading(name).First).ToBeVisibleAsync(new() { Timeout = 30_000 });

    /// <summary>Presses a key a number of times, as somebody without a mouse does.</summary>
    public async Task PressAsync(string key, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>What axe-core finds against WCAG 2.2 A and AA, in sentences.</summary>
    public async Task<IReadOnlyList<string>> FindAccessibilityFaultsAsync()
    {
        await Page.EvaluateAsync(Axe.Value);
        var json = await Page.EvaluateAsync<string>(
            "async () => JSON.stringify((await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], iframes: false })).violations)");

        return [.. JsonSerializer.Deserialize<JsonElement>(json).EnumerateArray().SelectMany(
            rule => rule.GetProperty("nodes").EnumerateArray().Select(
                node => $"{rule.GetProperty("id").GetString()}: {rule.GetProperty("help").GetString()} at {node.GetProperty("target")}"))];
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.Empty(_complaints);
    }
}
