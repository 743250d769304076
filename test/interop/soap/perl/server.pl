#!/usr/bin/perl
# Two services on SOAP::Lite, one rpc/encoded and one of documents with headers, on a port that the system chooses and that is the first line of the output.
use strict;
use warnings;
use SOAP::Transport::HTTP;

$| = 1;
my $daemon = SOAP::Transport::HTTP::Daemon->new(LocalAddr => '127.0.0.1', LocalPort => 0, ReuseAddr => 1);
$daemon->dispatch_with({ 'urn:example:library' => 'Library', 'urn:example:desk' => 'Desk' });
print $daemon->url, "\n";
$SIG{CHLD} = 'IGNORE';
$SIG{TERM} = sub { kill 'TERM', -$$ if getpgrp() == $$; exit 0 };
# A process for each connection: its own loop serves one at a time and keeps it open.
while (my $connection = $daemon->accept) {
    next if fork;
    while (my $request = $connection->get_request) {
        $daemon->request($request);
        $daemon->SOAP::Transport::HTTP::Server::handle;
        $connection->send_response($daemon->response);
    }
    $connection->close;
    exit 0;
}

package Library;

sub getBooks {
    my ($self, $author, $count) = @_;
    my @books = map {
        SOAP::Data->name(item => \SOAP::Data->value(
            SOAP::Data->name(title => "Book $_ by $author <1>")->type('string'),
            SOAP::Data->name(pages => $_ * 100)->type('int'),
            SOAP::Data->name(isbn => "97800000000$_")->type('long'),
        ))->type('Book')->attr({ 'xmlns' => '' })
    } 1 .. $count;
    return SOAP::Data->name(books => \@books);
}

sub joinTitles {
    my ($self, $titles) = @_;
    return SOAP::Data->name(joined => join('|', @$titles))->type('string');
}

sub describe {
    my ($self, $book) = @_;
    return SOAP::Data->name(text => "$book->{title}: $book->{pages} pages, $book->{isbn}")->type('string');
}

sub checkOut {
    die SOAP::Fault->faultcode('Client.Lent')->faultstring('already lent')->faultdetail(
        SOAP::Data->name(Lent => \SOAP::Data->name(until => '2026-12-01')));
}

# What a document is made of is asked of the whole envelope, with its headers.
package Desk;
BEGIN { our @ISA = ('SOAP::Server::Parameters') }

sub Renew {
    my $envelope = pop;
    my $reader = $envelope->valueof('//Header/Reader');
    my $days = $envelope->valueof('//Renew/days');
    die SOAP::Fault->faultcode('Client')->faultstring("no reader $reader->{name}")->faultdetail(
        SOAP::Data->name(Lent => \SOAP::Data->name(until => '2026-12-01')->type('date'))->attr({ xmlns => 'urn:example:desk' })
    ) if $reader->{card} < 0;
    my @elements = $envelope->dataof('//Renew/loan');
    my @loans = map {
        my ($isbn, $notes) = ($_->{isbn}, $_->{notes});
        my @notes = $notes ? $notes->{note} : ();
        SOAP::Data->name(loan => \SOAP::Data->value(
            SOAP::Data->name(isbn => $isbn)->type('long'),
            SOAP::Data->name(due => sprintf('2026-01-%02d', $days))->type('date'),
            SOAP::Data->name(notes => \SOAP::Data->value(
                map { SOAP::Data->name(note => $_)->type('string') } "for $reader->{name}", @notes)),
        ))->attr(shift(@elements)->attr)
    } $envelope->valueof('//Renew/loan');
    return (SOAP::Header->name('d:Quota' => scalar @loans)->attr({ 'xmlns:d' => 'urn:example:desk' })->type('int'), @loans);
}
