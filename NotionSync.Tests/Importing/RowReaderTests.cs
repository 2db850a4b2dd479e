using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Tests.Importing;

public sealed class RowReaderTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Rows_beyond_the_limit_of_a_query_come_by_windows_of_their_creation_and_each_once()
    {
        var server = new RowServer(Enumerable.Range(0, 1234).Select(index => Start.AddMinutes(index)), limit: 250);
        var (rows, reader) = await ReadAsync(server);

        Assert.Equal(Enumerable.Range(0, 1234).Select(RowServer.Id), rows);
        Assert.Equal(rows, reader.Rows.Select(row => row.Id));
        Assert.False(reader.IsIncomplete);
        Assert.InRange(server.Queries, 13, 20);
    }

    [Fact]
    public async Task Rows_of_one_minute_on_both_sides_of_a_window_are_neither_lost_nor_doubled()
    {
        var server = new RowServer(Enumerable.Range(0, 700).Select(index => Start.AddMinutes(index / 60)), limit: 200);
        var (rows, reader) = await ReadAsync(server);

        Assert.Equal(Enumerable.Range(0, 700).Select(RowServer.Id), rows);
        Assert.False(reader.IsIncomplete);
    }

    [Fact]
    public async Task More_rows_in_one_minute_than_a_query_gives_are_passed_by_and_said_to_be_missing()
    {
        // Minute 3 has 450 rows, of which a window shows 200.
        var server = new RowServer([.. Minutes(0, 3), .. Enumerable.Repeat(Start.AddMinutes(3), 450), .. Minutes(4, 10)], limit: 200);
        var (rows, reader) = await ReadAsync(server);

        Assert.True(reader.IsIncomplete);
        Assert.Equal(3 + 200 + 6, rows.Count);
        Assert.Contains(RowServer.Id(3 + 450 + 5), rows);
    }

    [Fact]
    public async Task A_query_that_is_cut_off_without_a_row_ends_the_reading()
    {
        var (rows, reader) = await ReadAsync(new RowServer([Start], limit: 0));

        Assert.Empty(rows);
        Assert.True(reader.IsIncomplete);
    }

    [Fact]
    public async Task A_cursor_that_expires_is_replaced_by_a_window()
    {
        var server = new RowServer(Minutes(0, 350), limit: 10_000) { ExpiresCursorAt = 2 };
        var (rows, reader) = await ReadAsync(server);

        Assert.Equal(Enumerable.Range(0, 350).Select(RowServer.Id), rows);
        Assert.False(reader.IsIncomplete);
    }

    [Fact]
    public async Task What_was_read_is_not_read_again()
    {
        var fetched = new FetchedAnswers();
        var server = new RowServer(Minutes(0, 500), limit: 150);
        await ReadAsync(server, fetched);
        var (before, bytes) = (server.Queries, fetched.Bytes);

        using var saved = new MemoryStream();
        await fetched.WriteAsync(saved, default);
        saved.Position = 0;
        var (rows, _) = await ReadAsync(server, await FetchedAnswers.ReadAsync(saved, default));

        Assert.Equal(500, rows.Count);
        Assert.Equal(before, server.Queries);
        Assert.InRange(bytes, 1, server.BytesSent / 3);
    }

    private static IEnumerable<DateTimeOffset> Minutes(int from, int to) => Enumerable.Range(from, to - from).Select(minute => Start.AddMinutes(minute));

    private static async Task<(List<NotionId> Rows, RowReader Reader)> ReadAsync(RowServer server, FetchedAnswers? fetched = null)
    {
        var reader = new RowReader(server.CreateClient(), RowServer.Id(9_999_999), fetched ?? new());
        var rows = new List<NotionId>();

        await foreach (var answer in reader.ReadAsync(default))
        {
            rows.AddRange(answer.Select(row => row.Id));
        }

        return (rows, reader);
    }
}
