using System.Globalization;
using System.Net;
using NotionSync.Notion;
using NotionSync.Tests.Emulator;

namespace NotionSync.Tests.Notion;

public sealed class BlockTreeReaderTests
{
    [Fact]
    public async Task An_empty_page_takes_one_call()
    {
        var server = new BlockServer().Add(0);
        var tree = await server.ReadAsync();

        Assert.Empty(tree.Blocks);
        Assert.True(tree.IsComplete);
        Assert.Equal((1, 1), (tree.Calls, tree.LowerBound));
    }

    [Fact]
    public async Task Each_started_hundred_of_children_takes_one_call_and_keeps_its_order()
    {
        var server = new BlockServer().Add(0, [.. Enumerable.Range(1, 2500).Select(id => BlockServer.Block(id))]);
        var tree = await server.ReadAsync();

        Assert.Equal(Enumerable.Range(1, 2500).Select(BlockServer.Id), tree.Blocks.Select(block => block.Id));
        Assert.Equal((25, 25), (tree.Calls, tree.LowerBound));
        Assert.Equal(25, server.Requests.Count);
    }

    [Fact]
    public async Task Only_blocks_with_children_of_their_own_are_entered()
    {
        var server = new BlockServer()
            .Add(
                0,
                BlockServer.Block(1),
                BlockServer.Block(2, "toggle", hasChildren: true),
                BlockServer.Block(3, "child_page", hasChildren: true),
                BlockServer.Block(4, "child_database", hasChildren: true),
                BlockServer.Block(5, "unsupported", hasChildren: true),
                BlockServer.Block(6, "ai_block", hasChildren: true),
                BlockServer.Block(7, "hologram", hasChildren: true))
            .Add(2, BlockServer.Block(21))
            .Add(7, BlockServer.Block(71));

        var tree = await server.ReadAsync();

        Assert.Equal(["0", "2", "7"], server.Requests.Order(StringComparer.Ordinal));
        Assert.Equal("1 2(21) 3 4 5 6 7(71)", Draw(tree.Blocks));
        Assert.Empty(tree.Gaps);
        Assert.Equal((3, 3), (tree.Calls, tree.LowerBound));
    }

    [Fact]
    public async Task The_rows_of_a_long_table_are_all_read()
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Block(1, "table", hasChildren: true))
            .Add(1, [.. Enumerable.Range(1000, 101).Select(id => BlockServer.Block(id, "table_row"))]);

        var tree = await server.ReadAsync();

        Assert.Equal(101, tree.Blocks[0].Children.Count);
        Assert.Equal(3, tree.Calls);
    }

    [Fact]
    public async Task The_tree_is_the_same_in_whatever_order_the_answers_come()
    {
        var random = new Random(7);
        var server = new BlockServer { Delay = () => Task.Delay(random.Next(4)) };
        var level = new List<int> { 0 };
        var next = 1;

        for (var depth = 0; depth < 4; depth++)
        {
            var below = new List<int>();

            foreach (var parent in level)
            {
                var ids = Enumerable.Range(next, 3).ToArray();
                next += 3;
                below.AddRange(ids);
                server.Add(parent, [.. ids.Select(id => BlockServer.Block(id, "toggle", hasChildren: depth < 3))]);
            }

            level = below;
        }

        var trees = new List<string>();

        foreach (var concurrency in (int[])[1, 4, 4, 16])
        {
            var tree = await server.ReadAsync(options: new() { MaxConcurrency = concurrency });
            Assert.Equal(40, tree.Calls);
            trees.Add(Draw(tree.Blocks));
        }

        Assert.Single(trees.Distinct());
        Assert.InRange(server.MostUnderWay, 5, 16);
    }

    [Fact]
    public async Task No_more_calls_are_under_way_than_allowed()
    {
        var server = new BlockServer().Add(0, [.. Enumerable.Range(1, 50).Select(id => BlockServer.Block(id, "toggle", hasChildren: true))]);

        for (var id = 1; id <= 50; id++)
        {
            server.Add(id);
        }

        await server.ReadAsync(options: new() { MaxConcurrency = 3 });

        Assert.InRange(server.MostUnderWay, 1, 3);
    }

    [Fact]
    public async Task A_page_nested_thirty_five_deep_is_read_to_its_end_and_one_deeper_than_the_bound_shows_where_it_stops()
    {
        var server = new BlockServer();

        for (var id = 0; id < 200; id++)
        {
            server.Add(id, BlockServer.Block(id + 1, "toggle", hasChildren: true));
        }

        var tree = await server.ReadAsync();
        var gap = Assert.Single(tree.Gaps);

        Assert.Equal(BlockServer.Id(64), gap.Id);
        Assert.Equal(BlockGap.TooDeep, gap.Gap);
        Assert.Equal(64, tree.Calls);
        Assert.True(tree.IsComplete);
    }

    [Fact]
    public async Task A_synced_copy_that_holds_its_original_ends_as_a_cycle()
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Copy(1, of: 2))
            .Add(1, BlockServer.Block(2, "synced_block", hasChildren: true, """{"synced_from":null}"""));

        var tree = await server.ReadAsync();

        Assert.Equal("1(2!Cycle)", Draw(tree.Blocks));
        Assert.Equal(2, tree.Calls);
    }

    [Fact]
    public async Task An_original_that_holds_its_copy_ends_as_a_cycle()
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Block(1, "synced_block", hasChildren: true, """{"synced_from":null}"""))
            .Add(1, BlockServer.Copy(2, of: 1), BlockServer.Block(3));

        Assert.Equal("1(2!Cycle 3)", Draw((await server.ReadAsync()).Blocks));
    }

    [Fact]
    public async Task A_block_that_holds_itself_ends_as_a_cycle()
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Block(1, "toggle", hasChildren: true))
            .Add(1, BlockServer.Block(2, "toggle", hasChildren: true))
            .Add(2, BlockServer.Block(1, "toggle", hasChildren: true));

        Assert.Equal("1(2(1!Cycle))", Draw((await server.ReadAsync()).Blocks));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task A_copy_that_does_not_list_its_children_shows_those_of_its_original(HttpStatusCode refusal)
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Copy(1, of: 9))
            .Refuse(1, refusal)
            .Add(9, BlockServer.Block(91));

        var tree = await server.ReadAsync();

        Assert.Equal("1(91)", Draw(tree.Blocks));
        Assert.Empty(tree.Gaps);
    }

    [Fact]
    public async Task A_copy_whose_original_is_not_there_either_shows_what_Notion_says_of_it_in_Markdown()
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Copy(1, of: 9), BlockServer.Block(2))
            .AddMarkdown(1, "# Access\n- Reviewed\n\t- quarterly\n");

        var tree = await server.ReadAsync();

        Assert.Equal(["heading_1", "bulleted_list_item"], tree.Blocks[0].Children.Select(block => block.Type));
        Assert.Single(tree.Blocks[0].Children[1].Children);
        Assert.Empty(tree.Gaps);
        Assert.Equal(["0", "1", "9", "1.md"], server.Requests);
        Assert.Equal((4, 4), (tree.Calls, tree.LowerBound));
    }

    [Fact]
    public async Task Markdown_that_was_fetched_is_not_fetched_again()
    {
        var server = new BlockServer().Add(0, BlockServer.Copy(1, of: 9)).AddMarkdown(1, "Text");
        var answers = new FetchedAnswers();
        await server.ReadAsync(answers);

        using var saved = new MemoryStream();
        await answers.WriteAsync(saved, CancellationToken.None);
        saved.Position = 0;
        var tree = await server.ReadAsync(await FetchedAnswers.ReadAsync(saved, CancellationToken.None));

        Assert.Equal("paragraph", Assert.Single(tree.Blocks[0].Children).Type);
        Assert.Equal(0, tree.Calls);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task What_Notion_refuses_below_the_page_is_a_gap_and_not_a_failure(HttpStatusCode refusal)
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Copy(1, of: 9), BlockServer.Block(2, "toggle", hasChildren: true), BlockServer.Block(3))
            .Refuse(1, refusal)
            .Refuse(2, refusal)
            .Refuse(9, refusal);

        var tree = await server.ReadAsync();

        Assert.Equal("1!Unavailable 2!Unavailable 3", Draw(tree.Blocks));
        Assert.Equal(2, tree.Gaps.Count);
        Assert.True(tree.IsComplete);
    }

    [Fact]
    public async Task A_page_that_is_not_shared_is_a_failure()
    {
        var failure = await Assert.ThrowsAsync<NotionException>(() => new BlockServer().Refuse(0, HttpStatusCode.NotFound).ReadAsync());

        Assert.Equal(NotionError.NotFound, failure.Error);
    }

    [Fact]
    public async Task Two_copies_of_one_original_take_the_calls_of_one()
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Copy(1, of: 9), BlockServer.Copy(2, of: 9))
            .Add(1, BlockServer.Block(91, "toggle", hasChildren: true))
            .Add(2, BlockServer.Block(91, "toggle", hasChildren: true))
            .Add(91, BlockServer.Block(92));

        var tree = await server.ReadAsync();

        Assert.Equal("1(91(92)) 2(91(92))", Draw(tree.Blocks));
        Assert.Equal((4, 4), (tree.Calls, tree.LowerBound));
        Assert.NotSame(tree.Blocks[0].Children[0], tree.Blocks[1].Children[0]);
    }

    [Fact]
    public async Task Synced_blocks_within_synced_blocks_do_not_fill_the_memory()
    {
        var server = new BlockServer();

        for (var id = 0; id < 40; id++)
        {
            server.Add(id, BlockServer.Block(id + 1, "toggle", hasChildren: true), BlockServer.Block(id + 1, "toggle", hasChildren: true));
        }

        var tree = await server.ReadAsync(options: new() { MaxBlocks = 1000, MaxCalls = 1000 });

        Assert.Contains(tree.Gaps, gap => gap.Gap == BlockGap.TooLarge);
        Assert.InRange(tree.Calls, 1, 40);
    }

    [Fact]
    public async Task Meeting_notes_that_list_no_children_are_asked_for_their_parts()
    {
        var payload = $$$"""{"children":{"summary_block_id":"{{{BlockServer.Id(11)}}}","notes_block_id":null,"transcript_block_id":"{{{BlockServer.Id(12)}}}"}}""";
        var server = new BlockServer()
            .Add(0, BlockServer.Block(1, "meeting_notes", payload: payload))
            .Add(11, BlockServer.Block(111))
            .Refuse(12, HttpStatusCode.NotFound);

        Assert.Equal("1(11(111) 12!Unavailable)", Draw((await server.ReadAsync()).Blocks));
    }

    [Fact]
    public async Task A_cursor_that_expires_starts_its_listing_again_and_doubles_nothing()
    {
        var expired = false;
        var server = new BlockServer()
            .Add(0, [.. Enumerable.Range(1, 250).Select(id => BlockServer.Block(id, "toggle", hasChildren: id == 5))])
            .Add(5, BlockServer.Block(1000));

        server.Intercept = request =>
        {
            if (request != "0@200" || expired)
            {
                return null;
            }

            expired = true;
            server.Add(0, [BlockServer.Block(900), .. Enumerable.Range(2, 249).Select(id => BlockServer.Block(id, "toggle", hasChildren: id == 5))]);
            return BlockServer.Error(HttpStatusCode.BadRequest, "validation_error", "The start_cursor provided is invalid: from-200");
        };

        var tree = await server.ReadAsync();

        Assert.Equal(
            "900 2 3 4 5(1000) 6 " + string.Join(' ', Enumerable.Range(7, 244)),
            Draw(tree.Blocks));
        Assert.Single(server.Requests, "5");
    }

    [Fact]
    public async Task A_block_that_moves_between_two_calls_comes_once()
    {
        var server = new BlockServer().Add(0, [.. Enumerable.Range(1, 150).Select(id => BlockServer.Block(id))]);
        server.Intercept = request =>
        {
            if (request == "0@100")
            {
                server.Add(0, [.. Enumerable.Range(0, 100).Select(id => BlockServer.Block(2000 + id)), .. Enumerable.Range(100, 51).Select(id => BlockServer.Block(id))]);
            }

            return null;
        };

        var tree = await server.ReadAsync();

        Assert.Equal(150, tree.Blocks.Count);
        Assert.Equal(150, tree.Blocks.Select(block => block.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_list_that_goes_in_circles_is_refused()
    {
        var server = new BlockServer().Add(0, [.. Enumerable.Range(1, 150).Select(id => BlockServer.Block(id))]);
        server.Intercept = _ => new(HttpStatusCode.OK)
        {
            Content = new StringContent("""{"object":"list","results":[],"next_cursor":"from-100","has_more":true}"""),
        };

        var failure = await Assert.ThrowsAsync<NotionException>(() => server.ReadAsync());

        Assert.Equal(NotionError.Malformed, failure.Error);
    }

    [Fact]
    public async Task A_tree_beyond_the_budget_is_continued_without_fetching_anything_again()
    {
        var server = new BlockServer().Add(0, [.. Enumerable.Range(1, 120).Select(id => BlockServer.Block(id, "toggle", hasChildren: true))]);

        for (var id = 1; id <= 120; id++)
        {
            server.Add(id, [.. Enumerable.Range(id * 1000, id).Select(child => BlockServer.Block(child))]);
        }

        var undisturbed = await server.ReadAsync(options: new() { MaxCalls = 1000 });
        var calls = server.Requests.Count;
        var answers = new FetchedAnswers();
        var rounds = 0;
        BlockTree tree;

        do
        {
            tree = await server.ReadAsync(answers, new() { MaxCalls = 30 });
            answers = await SaveAndLoadAsync(answers);
            rounds++;
        }
        while (!tree.IsComplete);

        Assert.Equal(5, rounds);
        Assert.Equal(Draw(undisturbed.Blocks), Draw(tree.Blocks));
        Assert.Equal(undisturbed.LowerBound, tree.LowerBound);
        Assert.Equal(calls, undisturbed.LowerBound);
        Assert.Equal(calls, server.Requests.Count - calls);
        Assert.Equal(server.Requests.Distinct().Count(), calls);
    }

    [Fact]
    public async Task What_was_fetched_before_the_limit_struck_is_kept()
    {
        const int Allowed = 10;
        var answered = 0;
        var server = new BlockServer { ThrottleTime = new ManualTime() }
            .Add(0, [.. Enumerable.Range(1, 20).Select(id => BlockServer.Block(id, "toggle", hasChildren: true))]);

        for (var id = 1; id <= 20; id++)
        {
            server.Add(id, BlockServer.Block(id * 100));
        }

        // The server asks for one answer at a time.
        server.Intercept = _ =>
        {
            if (answered++ < Allowed)
            {
                return null;
            }

            var limited = BlockServer.Error(HttpStatusCode.TooManyRequests, "rate_limited");
            limited.Headers.RetryAfter = new(TimeSpan.FromSeconds(30));
            return limited;
        };

        var answers = new FetchedAnswers();
        var failure = await Assert.ThrowsAsync<NotionRateLimitedException>(() => server.ReadAsync(answers));

        Assert.Equal(TimeSpan.FromSeconds(30), failure.RetryAfter);
        Assert.Equal(Allowed, answers.Count);

        var before = server.Requests.Count;
        server.Intercept = _ => null;

        var tree = await server.ReadAsync(await SaveAndLoadAsync(answers));

        Assert.Equal(21 - Allowed, server.Requests.Count - before);
        Assert.Equal(21 - Allowed, tree.Calls);
        Assert.Equal(21, tree.LowerBound);
    }

    [Fact]
    public async Task A_checkpoint_remembers_what_Notion_refused()
    {
        var server = new BlockServer()
            .Add(0, BlockServer.Copy(1, of: 9), BlockServer.Block(2, "toggle", hasChildren: true))
            .Refuse(1, HttpStatusCode.NotFound)
            .Refuse(9, HttpStatusCode.NotFound)
            .Add(2);

        var answers = new FetchedAnswers();
        var first = await server.ReadAsync(answers);
        var second = await server.ReadAsync(await SaveAndLoadAsync(answers));

        Assert.Equal(Draw(first.Blocks), Draw(second.Blocks));
        Assert.Equal(0, second.Calls);
    }

    [Fact]
    public async Task Cancelling_keeps_what_was_fetched()
    {
        using var cancellation = new CancellationTokenSource();
        var server = new BlockServer()
            .Add(0, BlockServer.Block(1, "toggle", hasChildren: true))
            .Add(1);

        server.Intercept = request =>
        {
            if (request == "1")
            {
                cancellation.Cancel();
                cancellation.Token.ThrowIfCancellationRequested();
            }

            return null;
        };

        var answers = new FetchedAnswers();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new BlockTreeReader(server.CreateClient(), new()).ReadAsync(BlockServer.Id(0), answers, cancellation.Token));

        Assert.Equal(1, answers.Count);
    }

    [Fact]
    public async Task A_garbled_or_cut_checkpoint_is_refused()
    {
        var answers = new FetchedAnswers();
        await new BlockServer().Add(0, BlockServer.Block(1)).ReadAsync(answers);
        using var stream = new MemoryStream();
        await answers.WriteAsync(stream, default);

        using var cut = new MemoryStream(stream.ToArray()[..^3]);
        using var foreign = new MemoryStream([1, 2, 3, 4, 5, 6, 7, 8]);

        await Assert.ThrowsAsync<InvalidDataException>(() => FetchedAnswers.ReadAsync(cut, default));
        await Assert.ThrowsAsync<InvalidDataException>(() => FetchedAnswers.ReadAsync(foreign, default));
    }

    private static async Task<FetchedAnswers> SaveAndLoadAsync(FetchedAnswers answers)
    {
        using var stream = new MemoryStream();
        await answers.WriteAsync(stream, default);
        stream.Position = 0;

        var loaded = await FetchedAnswers.ReadAsync(stream, default);
        Assert.Equal((answers.Count, answers.Bytes), (loaded.Count, loaded.Bytes));
        return loaded;
    }

    // 1(2 3!Cycle) 4
    private static string Draw(IReadOnlyList<Block> blocks)
        => string.Join(' ', blocks.Select(block =>
            BitConverter.ToInt32(block.Id.Value.ToByteArray()).ToString(CultureInfo.InvariantCulture)
            + (block.Gap == BlockGap.None ? string.Empty : $"!{block.Gap}")
            + (block.Children.Count == 0 ? string.Empty : $"({Draw(block.Children)})")));
}
