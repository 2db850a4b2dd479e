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

    // Chromium's own, which shows PDF files.
    private const string PdfViewer = "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/";

    private readonly ConcurrentQueue<string> _complaints = new();

    public PanelPage(IPage page, Uri address)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("about:", StringComparison.Ordinal)
                && !request.Url.StartsWith(PdfViewer, StringComparison.Ordinal) && !request.Url.StartsWith("chrome://", StringComparison.Ordinal))
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

    public Task SeeAsync(string text) => Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public Task SeeHeadingAsync(string name) => Expect(Heading(name).First).ToBeVisibleAsync();

    /// <summary>Presses a key a number of times, as somebody without a mouse does.</summary>
    public async Task PressAsync(string key, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>Goes to something with the Tab key.</summary>
    public async Task TabToAsync(ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();

        for (var i = 0; i < 80; i++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await PressAsync("Tab");
        }

        Assert.Fail($"The Tab key does not lead to {target}.");
    }

    /// <summary>Goes to something with the Tab key, and presses Enter there.</summary>
    public async Task EnterAsync(ILocator target)
    {
        await Expect(target).ToBeEnabledAsync();
        await TabToAsync(target);
        await PressAsync("Enter");
    }

    /// <summary>Goes to a field with the Tab key, and types.</summary>
    public async Task TypeAsync(string label, string text)
    {
        await TabToAsync(Page.GetByLabel(label, new() { Exact = true }));
        await PressAsync("Control+A");
        await Page.Keyboard.TypeAsync(text);
    }

    /// <summary>Whether Chromium's PDF viewer took what a frame holds.</summary>
    public async Task SeePdfAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));

        while (!Page.Frames.Any(frame => frame.Url.StartsWith(PdfViewer, StringComparison.Ordinal)))
        {
            await Task.Delay(100, patience.Token);
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

    /// <summary>Waits until the view is there, and lets axe-core look at it, light and dark.</summary>
    public async Task SeeNoFaultsAsync(string where)
    {
        await Expect(Page.Locator(".loading")).ToHaveCountAsync(0);

        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var faults = await FindAccessibilityFaultsAsync();
            Assert.True(faults.Count == 0, $"{where} ({scheme}): {string.Join("; ", faults)}");
        }
    }

    /// <summary>What hides a part of its own text.</summary>
    public Task<string[]> FindCutTextAsync() => Page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll("main *")]
            .filter(element => !element.closest(".sr-only, .wide-only") && getComputedStyle(element).overflowX !== "visible" && !["auto", "scroll"].includes(getComputedStyle(element).overflowX))
            .filter(element => element.scrollWidth > element.clientWidth + 1 && element.innerText)
            .map(element => element.innerText.slice(0, 80))
        """);

    public async ValueTask DisposeAsync()
    {
        // The page keeps nothing: no token, nor anything else.
        if (await Page.EvaluateAsync<int>("localStorage.length + sessionStorage.length") > 0)
        {
            _complaints.Enqueue("Something lies in the browser's storage.");
        }

        await Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors }); // Nobody waits for answers to requests under way.
        await Page.Context.CloseAsync();
        Assert.Empty(_complaints);
    }
}
